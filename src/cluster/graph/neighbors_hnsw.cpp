#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <vector>

#include "cluster/graph/neighbors.hpp"
#include "cluster/graph/scaled_codes.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kLinks = 16;             // hnswlib's M
constexpr std::size_t kBuildCandidates = 200;  // its ef_construction
constexpr std::size_t kSearchCandidates = 50;  // its ef, at least
constexpr std::size_t kLevelSeed = 100;        // of the levels that it draws
constexpr std::int64_t kBuiltAtOnce = 32;      // codes between two looks at signals
constexpr std::int64_t kQueriedAtOnce = 1024;  // between two words on how much is done
constexpr double kBuildShare = 0.8;            // of the time

class HnswSearch {
 public:
  HnswSearch(const at::Tensor& codes, std::int64_t n, std::string_view method)
      : codes_(codes, method),
        wanted_(n),
        space_(static_cast<std::size_t>(codes_.width())),
        world_(&space_, static_cast<std::size_t>(codes_.count()), kLinks, kBuildCandidates,
               kLevelSeed),
        lists_(NeighborLists::empty(codes_, n)) {
    world_.setEf(std::max(kSearchCandidates, 2 * (static_cast<std::size_t>(n) + 1)));
  }

  NeighborLists run(const OnShare& on_share) {
    const std::int64_t count = codes_.count();
    const auto all = static_cast<double>(count);
    for (std::int64_t row = 0; row < count; ++row) {
      if (row % kBuiltAtOnce == 0) {
        stop_if_interrupted();
        on_share(kBuildShare * static_cast<double>(row) / all);
      }
      world_.addPoint(codes_.row(row), static_cast<hnswlib::labeltype>(row));
    }
    for (std::int64_t first = 0; first < count; first += kQueriedAtOnce) {
      on_share(kBuildShare + (1 - kBuildShare) * static_cast<double>(first) / all);
      at::parallel_for(first, std::min(count, first + kQueriedAtOnce), 64,
                       [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) {
                           stop_if_interrupted();
                           find(row);
                         }
                       });
    }
    return lists_;
  }

 private:
  // hnswlib's own distances depend on the vectors that it was compiled for; ours are those of the
  // exact search.
  void find(std::int64_t row) {
    auto queue = world_.searchKnn(codes_.row(row), static_cast<std::size_t>(wanted_) + 1);
    std::vector<Neighbor> found;
    for (; !queue.empty(); queue.pop()) {
      const auto index = static_cast<std::int64_t>(queue.top().second);
      if (index != row)
        found.push_back({codes_.squared(row, index), static_cast<std::int32_t>(index)});
    }
    std::sort(found.begin(), found.end());
    if (std::ssize(found) > wanted_) found.resize(static_cast<std::size_t>(wanted_));
    lists_.write(codes_, row, found);
  }

  ScaledCodes codes_;
  std::int64_t wanted_;
  hnswlib::L2Space space_;
  hnswlib::HierarchicalNSW<float> world_;
  NeighborLists lists_;
};

}  // namespace

NeighborLists find_hnsw_neighbors(const at::Tensor& codes, std::int64_t n, const OnShare& on_share,
                                  std::string_view method) {
  return HnswSearch(codes, n, method).run(on_share);
}

}  // namespace codegrid
