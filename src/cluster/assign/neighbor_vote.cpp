#include "cluster/assign/neighbor_vote.hpp"

#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// Beside the farthest voter's distance: so that the weight of a code that is the same is finite.
constexpr double kNearly0 = 1e-6;

struct Votes {
  double weight = 0;
  double distances = 0;
  std::int64_t voters = 0;
};

}  // namespace

AssignedCode count_votes(std::span<const IndexedNeighbor> neighbors, int exponent,
                         std::optional<std::int64_t> own) {
  AssignedCode result;
  if (own) result.cluster = *own;
  if (neighbors.empty()) return result;
  const double farthest = std::sqrt(neighbors.back().squared);
  std::map<std::int64_t, Votes> clusters;
  double all = 0;
  for (const IndexedNeighbor& neighbor : neighbors) {
    const double distance = std::sqrt(neighbor.squared);
    const double weight = farthest > 0 ? 1 / (distance / farthest + kNearly0) : 1;
    Votes& votes = clusters[neighbor.cluster];
    votes.weight += weight;
    votes.distances += distance;
    ++votes.voters;
    all += weight;
  }
  // The smaller number on a tie.
  const auto most_votes = [&](std::int64_t except) {
    std::int64_t best = -1;
    for (const auto& [cluster, votes] : clusters) {
      if (cluster != except && (best < 0 || votes.weight > clusters[best].weight)) best = cluster;
    }
    return best;
  };
  const auto distance_to = [&](const Votes& votes) {
    return std::ldexp(votes.distances / static_cast<double>(votes.voters), exponent);
  };
  if (!own) result.cluster = most_votes(-1);
  if (result.cluster >= 0) {
    const auto found = clusters.find(result.cluster);
    result.confidence = found == clusters.end() ? 0 : found->second.weight / all;
    if (found != clusters.end()) result.distance = distance_to(found->second);
  }
  result.next_cluster = most_votes(result.cluster);
  if (result.next_cluster >= 0) {
    const Votes& votes = clusters[result.next_cluster];
    result.next_confidence = votes.weight / all;
    result.next_distance = distance_to(votes);
  }
  return result;
}

NeighborVote::NeighborVote(const std::filesystem::path& index, std::int64_t neighbors,
                           Normalize normalize)
    : index_(index), neighbors_(neighbors), normalize_(normalize) {}

std::vector<AssignedCode> NeighborVote::assign(
    const at::Tensor& codes, std::span<const std::optional<std::int64_t>> own) const {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) == width(), "codes must be [N, ", width(),
              "], got ", codes.sizes());
  const at::Tensor as_given = codes.contiguous();
  const at::Tensor rows = index_.measure().bring(as_given).contiguous();
  std::vector<AssignedCode> assigned(static_cast<std::size_t>(rows.size(0)));
  at::parallel_for(0, rows.size(0), 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      stop_if_interrupted();
      const auto place = static_cast<std::size_t>(i);
      const float* given = as_given.const_data_ptr<float>() + i * width();
      const auto all_of_them = [&](auto&& holds) {
        return std::all_of(given, given + width(), holds);
      };
      const bool finite = all_of_them([](float value) { return std::isfinite(value); });
      const bool directed =
          normalize_ == Normalize::kNone || !all_of_them([](float value) { return value == 0; });
      std::vector<IndexedNeighbor> voters;
      if (finite && directed)
        voters = index_.nearest(rows.const_data_ptr<float>() + i * width(), neighbors_);
      assigned[place] = count_votes(voters, index_.measure().exponent, own[place]);
    }
  });
  return assigned;
}

}  // namespace codegrid
