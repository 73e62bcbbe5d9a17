#include "cluster/kmeans/lloyd.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <cmath>
#include <numeric>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr double kCancelled = 1e-6;  // the length of a mean whose direction is rounding

struct Means {
  at::Tensor centroids;  // [k, D] double on the CPU
  std::int64_t relocated = 0;
};

// Takes the farthest points, one for each empty cluster, out of their clusters' sums. The
// partition's own labels stay: the next assignment finds each such point at distance 0 from its new
// centroid.
std::int64_t relocate_empty(const Points& points, const Partition& partition, at::Tensor& sums,
                            at::Tensor& counts) {
  const at::Tensor squared = partition.squared.cpu();
  const at::Tensor order = at::argsort(squared, /*stable=*/true, /*dim=*/0, /*descending=*/true);
  std::int64_t relocated = 0;
  std::int64_t next = 0;
  for (std::int64_t cluster = 0; cluster < counts.size(0); ++cluster) {
    if (counts[cluster].item<std::int64_t>() > 0) continue;
    for (; next < order.size(0); ++next) {
      const auto farthest = order[next].item<std::int64_t>();
      if (squared[farthest].item<float>() == 0) return relocated;
      const auto donor = partition.labels[farthest].item<std::int64_t>();
      if (counts[donor].item<std::int64_t>() == 1) continue;
      const at::Tensor point = points.codes()[farthest].to(at::kCPU, at::kDouble);
      sums[donor] -= point;
      counts[donor] -= 1;
      sums[cluster].copy_(point);
      counts[cluster].fill_(1);
      ++relocated;
      ++next;
      break;
    }
  }
  return relocated;
}

// Each row to unit length. In plain sums, whose order no number of threads changes.
void make_directions(at::Tensor& means, const at::Tensor& before) {
  const std::int64_t width = means.size(1);
  for (std::int64_t row = 0; row < means.size(0); ++row) {
    double* mean = means.mutable_data_ptr<double>() + row * width;
    const double length = std::sqrt(std::inner_product(mean, mean + width, mean, 0.0));
    if (length > kCancelled) {
      for (std::int64_t i = 0; i < width; ++i) mean[i] /= length;
    } else {
      means[row].copy_(before[row]);
    }
  }
}

// A cluster that stays empty, because every point lies on a centroid, keeps its centroid.
Means means_of(const Points& points, const Partition& partition, const at::Tensor& before,
               CentroidKind kind) {
  at::Tensor sums = partition.sums.clone();
  at::Tensor counts = partition.counts.clone();
  Means means;
  if (counts.eq(0).any().item<bool>()) {
    means.relocated = relocate_empty(points, partition, sums, counts);
  }
  const at::Tensor divisors = counts.clamp_min(1).unsqueeze(1);
  means.centroids = at::where(counts.unsqueeze(1).gt(0), sums / divisors, before).contiguous();
  if (kind == CentroidKind::kDirection) make_directions(means.centroids, before);
  return means;
}

// By ATen, the order would depend on the number of threads.
double sum_in_order(const at::Tensor& numbers) {
  const at::Tensor here = numbers.contiguous();
  const double* first = here.const_data_ptr<double>();
  return std::accumulate(first, first + here.numel(), 0.0);
}

}  // namespace

KMeansStart run_lloyd(const Points& points, at::Tensor centroids, const Limits& limits,
                      CentroidKind kind) {
  KMeansStart result;
  Partition& partition = result.partition = points.unassigned(centroids.size(0));
  for (std::int64_t iteration = 1; iteration <= limits.max_iter && !result.converged; ++iteration) {
    stop_if_interrupted();
    points.assign(centroids, partition);
    const at::Tensor before = centroids.to(at::kCPU, at::kDouble);
    const Means means = means_of(points, partition, before, kind);
    const double shift = sum_in_order((means.centroids - before).square());
    result.records.push_back({0, iteration, partition.inertia, shift, means.relocated});
    centroids = means.centroids.to(centroids.options());
    result.converged = partition.changed == 0 || shift <= limits.shift;
  }
  points.assign(centroids,
                partition);  // so that distances belong to the centroids that are returned
  partition.memory.reset();
  result.centroids = centroids;
  return result;
}

}  // namespace codegrid
