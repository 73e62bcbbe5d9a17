#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <limits>
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
constexpr std::int64_t kBuiltAtOnce = 256;     // codes between two looks at signals
constexpr std::int64_t kQueriedAtOnce = 8192;
constexpr double kBuildShare = 0.8;  // of the time

class HnswSearch {
 public:
  HnswSearch(const at::Tensor& codes, std::int64_t n)
      : codes_(codes),
        wanted_(n),
        space_(static_cast<std::size_t>(codes_.width())),
        world_(&space_, static_cast<std::size_t>(codes_.count()), kLinks, kBuildCandidates,
               kLevelSeed) {
    world_.setEf(std::max(kSearchCandidates, 2 * (static_cast<std::size_t>(n) + 1)));
    lists_.indices = at::full({codes_.count(), n}, -1, at::kInt);
    lists_.distances =
        at::full({codes_.count(), n}, std::numeric_limits<float>::infinity(), at::kFloat);
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
      stop_if_interrupted();
      on_share(kBuildShare + (1 - kBuildShare) * static_cast<double>(first) / all);
      at::parallel_for(first, std::min(count, first + kQueriedAtOnce), 64,
                       [&](std::int64_t begin, std::int64_t end) {
                         for (std::int64_t row = begin; row < end; ++row) find(row);
                       });
    }
    return lists_;
  }

 private:
  struct Found {
    float squared;
    std::int32_t index;
    bool operator<(const Found& other) const {
      return squared != other.squared ? squared < other.squared : index < other.index;
    }
  };

  // hnswlib's own distances depend on the vectors that it was compiled for; ours are those of the
  // exact search.
  void find(std::int64_t row) {
    auto queue = world_.searchKnn(codes_.row(row), static_cast<std::size_t>(wanted_) + 1);
    std::vector<Found> found;
    for (; !queue.empty(); queue.pop()) {
      const auto index = static_cast<std::int64_t>(queue.top().second);
      if (index != row)
        found.push_back({codes_.squared(row, index), static_cast<std::int32_t>(index)});
    }
    std::ranges::sort(found, std::less<>());
    if (std::ssize(found) > wanted_) found.resize(static_cast<std::size_t>(wanted_));
    auto* indices = lists_.indices.mutable_data_ptr<std::int32_t>() + row * wanted_;
    float* distances = lists_.distances.mutable_data_ptr<float>() + row * wanted_;
    for (std::size_t i = 0; i < found.size(); ++i) {
      indices[i] = found[i].index;
      distances[i] = codes_.distance(found[i].squared);
    }
  }

  ScaledCodes codes_;
  std::int64_t wanted_;
  hnswlib::L2Space space_;
  hnswlib::HierarchicalNSW<float> world_;
  NeighborLists lists_;
};

}  // namespace

NeighborLists find_hnsw_neighbors(const at::Tensor& codes, std::int64_t n,
                                  const OnShare& on_share) {
  return HnswSearch(codes, n).run(on_share);
}

}  // namespace codegrid
