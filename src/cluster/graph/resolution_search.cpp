#include "cluster/graph/resolution_search.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "cluster/graph/leiden.hpp"

namespace codegrid {
namespace {

// On the way up, a resolution is so many times the one before.
constexpr double kLeastFactor = 2;
constexpr double kMostFactor = 8;
constexpr int kMostStepsBack = 6;
// More communities by this share are good enough: whoever merges them loses little.
constexpr double kExcess = 0.1;

// What one resolution gives.
struct Trial {
  double resolution;
  LeidenResult found;
  std::int64_t large;  // communities with as many members as are wanted
};

class ResolutionSearch {
 public:
  ResolutionSearch(const WeightedGraph& graph, const WantedCommunities& wanted, std::uint64_t seed,
                   const OnLeiden& on_leiden)
      : graph_(graph), wanted_(wanted), seed_(seed), on_leiden_(on_leiden) {}

  FoundCommunities run(double resolution) {
    Trial best = go_up(resolution);
    if (is_enough(best)) best = go_back(std::move(best));
    return {std::move(best.found.communities), best.resolution, std::ssize(best.found.records),
            std::move(records_)};
  }

 private:
  bool is_enough(const Trial& trial) const { return trial.large >= wanted_.count; }

  Trial try_at(double resolution) {
    LeidenResult found = find_communities(graph_, resolution, seed_, [&](std::int64_t iteration) {
      on_leiden_(resolution, iteration);
    });
    std::vector<std::int64_t> sizes(place(found.count), 0);
    for (const std::int32_t community : found.communities) ++sizes[place(community)];
    for (const LeidenIteration& record : found.records)
      records_.push_back({resolution, record.iteration, record.communities, record.modularity});
    const auto large =
        std::ranges::count_if(sizes, [&](std::int64_t size) { return size >= wanted_.members; });
    return {resolution, std::move(found), large};
  }

  // To enough of them or, where a greater resolution brings only more small ones, to where there
  // are enough with those.
  Trial go_up(double resolution) {
    Trial best = try_at(resolution);
    while (!is_enough(best)) {
      const double missing = static_cast<double>(wanted_.count) /
                             static_cast<double>(std::max<std::int64_t>(1, best.large));
      resolution *= std::clamp(missing, kLeastFactor, kMostFactor);
      Trial next = try_at(resolution);
      if (best.found.count >= wanted_.count && next.large <= best.large) return best;
      below_ = std::exchange(best, std::move(next));
    }
    return best;
  }

  // Towards fewer, as long as they are enough.
  Trial go_back(Trial best) {
    const double most = (1 + kExcess) * static_cast<double>(wanted_.count);
    for (int step = 0; step < kMostStepsBack && below_; ++step) {
      if (static_cast<double>(best.large) <= most) break;
      Trial next = try_at(between(*below_, best));
      (is_enough(next) ? best : *below_) = std::move(next);
    }
    return best;
  }

  // Where the number would be right if its logarithm rose evenly with the resolution's.
  double between(const Trial& few, const Trial& many) const {
    const double least = static_cast<double>(std::max<std::int64_t>(1, few.large));
    const double target = (1 + kExcess / 2) * static_cast<double>(wanted_.count);
    const double share =
        std::log(target / least) / std::log(static_cast<double>(many.large) / least);
    return few.resolution * std::pow(many.resolution / few.resolution, std::clamp(share, 0.1, 0.9));
  }

  const WeightedGraph& graph_;
  const WantedCommunities& wanted_;
  std::uint64_t seed_;
  const OnLeiden& on_leiden_;
  std::optional<Trial> below_;  // the last one with too few
  std::vector<GraphIteration> records_;
};

}  // namespace

FoundCommunities search_communities(const WeightedGraph& graph, double resolution,
                                    const WantedCommunities& wanted, std::uint64_t seed,
                                    const OnLeiden& on_leiden) {
  TORCH_CHECK(wanted.count >= 1 && wanted.count <= graph.nodes(), "expected 1 to ", graph.nodes(),
              " communities, got ", wanted.count);
  return ResolutionSearch(graph, wanted, seed, on_leiden).run(resolution);
}

}  // namespace codegrid
