#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "cluster/kmeans/centroid_groups.hpp"
#include "cluster/kmeans/chunk.hpp"
#include "cluster/kmeans/distances.hpp"
#include "cluster/kmeans/grouping.hpp"
#include "cluster/kmeans/points.hpp"
#include "core/interrupt.hpp"
#include "tensor/prefetch.hpp"

namespace codegrid {
namespace {

// A chunk's coordinates stay in a core's cache while the groups pass by.
constexpr std::int64_t kChunkNumbers = std::int64_t{1} << 17;
constexpr std::int64_t kLeastChunkRows = 128;
constexpr std::int64_t kMostChunkRows = 1024;
// So many chunks a thread are assigned before rows that changed clusters are moved: they are still
// in the cache, and what is remembered of them stays small, however many points there are.
constexpr std::int64_t kRoundChunks = 8;

// [M, W] double -> [W], one row after the other: by ATen, the order would depend on the number of
// threads.
at::Tensor add_rows(const at::Tensor& rows) {
  at::Tensor sum = at::zeros({rows.size(1)}, at::kDouble);
  for (std::int64_t row = 0; row < rows.size(0); ++row) sum += rows[row];
  return sum;
}

struct RowMemory : AssignmentMemory {
  RowMemory(const at::Tensor& first_centroids, std::int64_t points, std::int64_t most_bounds)
      : order(group_alike(first_centroids, kGroup)),
        shared(at::divup(points * groups(), std::max(points, most_bounds))),
        bounds(at::zeros({points * bounds_of_a_point()}, at::kFloat)) {}

  std::int64_t groups() const { return at::divup(std::ssize(order), kGroup); }
  std::int64_t bounds_of_a_point() const { return at::divup(groups(), shared); }

  std::vector<std::int32_t> order;  // of the centroids, in groups that lie close together
  std::int64_t shared;              // groups that have one bound
  at::Tensor bounds;  // float32, for each point and bound: the other centroids are at least so far
  at::Tensor centroids;  // [k, D] float32 of the last assignment; undefined before the first
};

class RowPoints : public Points {
 public:
  RowPoints(const at::Tensor& codes, std::int64_t most_bounds)
      : Points(codes.contiguous()),
        most_bounds_(most_bounds),
        data_(this->codes().const_data_ptr<float>()),
        width_(codes.size(1)),
        chunk_rows_(std::clamp(kChunkNumbers / width_, kLeastChunkRows, kMostChunkRows)),
        chunks_(at::divup(count(), chunk_rows_)),
        mean_(mean_row()),
        to_mean_(measure(mean_.unsqueeze(0))[0]) {}

  double variance() const override {
    const float* first = to_mean_.const_data_ptr<float>();
    return std::accumulate(first, first + count(), 0.0) / static_cast<double>(count() * width_);
  }

  at::Tensor measure(const at::Tensor& targets) const override {
    const at::Tensor result = at::empty({targets.size(0), count()}, codes().options());
    float* to = result.mutable_data_ptr<float>();
    for_each_row(targets, [&](std::int64_t, std::int64_t row, const std::vector<float>& squared) {
      for (std::size_t target = 0; target < squared.size(); ++target)
        to[static_cast<std::int64_t>(target) * count() + row] = squared[target];
    });
    return result;
  }

  void with_candidates(const at::Tensor& targets, const at::Tensor& nearest,
                       CandidateDistances& candidates) const override {
    if (!candidates.nearest.defined())
      candidates.nearest = at::empty({targets.size(0), count()}, codes().options());
    TORCH_CHECK(candidates.nearest.size(0) == targets.size(0), "memory for ",
                candidates.nearest.size(0), " targets, got ", targets.size(0));
    const at::Tensor sums = at::zeros({chunks_, targets.size(0)}, at::kDouble);
    float* to = candidates.nearest.mutable_data_ptr<float>();
    double* all = sums.mutable_data_ptr<double>();
    const float* least = nearest.const_data_ptr<float>();
    for_each_row(targets,
                 [&](std::int64_t chunk, std::int64_t row, const std::vector<float>& squared) {
                   double* sum = all + chunk * targets.size(0);
                   for (std::size_t target = 0; target < squared.size(); ++target) {
                     const float here = std::min(least[row], squared[target]);
                     to[static_cast<std::int64_t>(target) * count() + row] = here;
                     sum[target] += here;
                   }
                 });
    candidates.sums = add_rows(sums);
  }

  void assign(const at::Tensor& centroids, Partition& partition) const override {
    const at::Tensor used = centroids.contiguous();
    if (!partition.memory)
      partition.memory = std::make_unique<RowMemory>(used, count(), most_bounds_);
    auto& memory = static_cast<RowMemory&>(*partition.memory);
    const CentroidGroups groups(used, memory.centroids, memory.order, mean_);
    memory.centroids = used.clone();
    partition.inertia = 0;
    partition.changed = 0;
    partition.scored = 0;
    const std::int64_t round = kRoundChunks * at::get_num_threads();
    for (std::int64_t first = 0; first < chunks_; first += round) {
      const std::vector<ChunkResult> results =
          assign_chunks(groups, first, std::min(chunks_, first + round), partition, memory);
      for (const ChunkResult& result : results) {
        partition.inertia += result.inertia;
        partition.changed += std::ssize(result.moves);
        partition.scored += result.scored;
      }
      move(results, partition);
    }
  }

 private:
  std::int64_t rows_of(std::int64_t chunk) const {
    return std::min(chunk_rows_, count() - chunk * chunk_rows_);
  }

  const float* row(std::int64_t index) const { return data_ + index * width_; }

  // Calls use(chunk, row, its squared distances to all targets).
  template <class Use>
  void for_each_row(const at::Tensor& targets, const Use& use) const {
    const at::Tensor padded = pad_rows(targets);
    at::parallel_for(0, chunks_, 1, [&](std::int64_t begin, std::int64_t end) {
      std::vector<float> squared(static_cast<std::size_t>(targets.size(0)));
      for (std::int64_t chunk = begin; chunk < end; ++chunk) {
        stop_if_interrupted();
        const std::int64_t first = chunk * chunk_rows_;
        for (std::int64_t i = first; i < first + rows_of(chunk); ++i) {
          prefetch_ahead(data_, width(), i, count());
          codegrid::measure(row(i), width(), padded.const_data_ptr<float>(), padded.size(1),
                            targets.size(0), squared.data());
          use(chunk, i, squared);
        }
      }
    });
  }

  at::Tensor mean_row() const {
    const at::Tensor sums = at::zeros({chunks_, width()}, at::kDouble);
    double* all = sums.mutable_data_ptr<double>();
    at::parallel_for(0, chunks_, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t chunk = begin; chunk < end; ++chunk) {
        stop_if_interrupted();
        const std::int64_t first = chunk * chunk_rows_;
        for (std::int64_t i = first; i < first + rows_of(chunk); ++i)
          add_to(all + chunk * width(), row(i), width(), 1);
      }
    });
    return (add_rows(sums) / count()).to(at::kFloat);
  }

  std::vector<ChunkResult> assign_chunks(const CentroidGroups& groups, std::int64_t first,
                                         std::int64_t last, const Partition& partition,
                                         const RowMemory& memory) const {
    std::vector<ChunkResult> results(static_cast<std::size_t>(last - first));
    auto* labels = partition.labels.mutable_data_ptr<std::int32_t>();
    auto* squared = partition.squared.mutable_data_ptr<float>();
    auto* bounds = memory.bounds.mutable_data_ptr<float>();
    at::parallel_for(first, last, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t chunk = begin; chunk < end; ++chunk) {
        const std::int64_t row_first = chunk * chunk_rows_;
        const Chunk points{row(row_first),
                           to_mean_.const_data_ptr<float>() + row_first,
                           labels + row_first,
                           squared + row_first,
                           bounds + row_first * memory.bounds_of_a_point(),
                           memory.shared,
                           row_first,
                           rows_of(chunk),
                           width()};
        results[static_cast<std::size_t>(chunk - first)] = assign_chunk(points, groups);
      }
    });
    return results;
  }

  // Each thread has clusters of its own and moves their points in the order of the rows. Only
  // points that change clusters touch the sums: after a few iterations, one in a hundred.
  void move(const std::vector<ChunkResult>& results, Partition& partition) const {
    auto* sums = partition.sums.mutable_data_ptr<double>();
    auto* counts = partition.counts.mutable_data_ptr<std::int64_t>();
    const std::int64_t parts = at::get_num_threads();
    at::parallel_for(0, parts, 1, [&](std::int64_t begin, std::int64_t end) {
      const auto is_here = [&](std::int32_t cluster) {
        return cluster >= 0 && cluster % parts >= begin && cluster % parts < end;
      };
      const auto add = [&](std::int32_t cluster, std::int64_t point, int sign) {
        add_to(sums + cluster * width(), row(point), width(), sign);
        counts[cluster] += sign;
      };
      for (const ChunkResult& result : results) {
        for (const Move& one : result.moves) {
          if (is_here(one.from)) add(one.from, one.row, -1);
          if (is_here(one.to)) add(one.to, one.row, 1);
        }
      }
    });
  }

  std::int64_t most_bounds_;
  const float* data_;
  std::int64_t width_;
  std::int64_t chunk_rows_;
  std::int64_t chunks_;
  at::Tensor mean_;     // [D] float32
  at::Tensor to_mean_;  // [N] float32, each point's squared distance to it
};

}  // namespace

std::unique_ptr<Points> make_row_points(const at::Tensor& codes, std::int64_t most_bounds) {
  return std::make_unique<RowPoints>(codes, most_bounds);
}

}  // namespace codegrid
