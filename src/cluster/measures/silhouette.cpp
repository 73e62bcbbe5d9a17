#include "cluster/measures/silhouette.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "cluster/measurable_codes.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostRowsAtOnce = 64;
constexpr std::int64_t kNumbersAtOnce = std::int64_t{1}
                                        << 30;  // differences, between two looks at signals
constexpr std::int64_t kFromDifferences = 2;    // at::cdist: not by a matrix product, which cancels

// The points of a sample by their clusters, numbered without gaps.
struct Sample {
  at::Tensor clusters;        // [S] int64
  std::vector<double> sizes;  // of each cluster
};

// Of a point of `cluster` at these distances to the whole sample, its own among them.
double silhouette_of(const float* distances, std::int64_t cluster, const Sample& sample) {
  const auto* clusters = sample.clusters.const_data_ptr<std::int64_t>();
  std::vector<double> sums(sample.sizes.size(), 0);
  for (std::int64_t i = 0; i < sample.clusters.numel(); ++i)
    sums[static_cast<std::size_t>(clusters[i])] += static_cast<double>(distances[i]);
  const auto own = static_cast<std::size_t>(cluster);
  const double others = sample.sizes[own] - 1;
  if (others == 0) return 0;
  double nearest = std::numeric_limits<double>::infinity();
  for (std::size_t other = 0; other < sums.size(); ++other)
    if (other != own) nearest = std::min(nearest, sums[other] / sample.sizes[other]);
  const double within = sums[own] / others;
  const double larger = std::max(within, nearest);
  // Points that all coincide with a neighboring cluster's give 0 / 0.
  return (nearest - within) / (larger == 0 ? 1 : larger);
}

// The sum over the points first to first + R - 1.
//   distances: [R, S] float32 to the whole sample.
double add_up(const at::Tensor& distances, std::int64_t first, const Sample& sample) {
  const auto* cluster = sample.clusters.const_data_ptr<std::int64_t>() + first;
  const float* distance = distances.const_data_ptr<float>();
  const at::Tensor values = at::empty({distances.size(0)}, at::kDouble);
  double* value = values.mutable_data_ptr<double>();
  at::parallel_for(0, distances.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row)
      value[row] = silhouette_of(distance + row * distances.size(1), cluster[row], sample);
  });
  return values.sum().item<double>();
}

// [S] of those in clusters, at most `most`, drawn; undefined for all.
at::Tensor sample_rows(const at::Tensor& assignments, std::int64_t most, at::Generator generator) {
  at::Tensor rows;
  if (assignments.lt(0).any().item<bool>()) rows = at::nonzero(assignments.ge(0)).flatten();
  const std::int64_t count = rows.defined() ? rows.numel() : assignments.numel();
  if (count <= most) return rows;
  const at::Tensor drawn = at::randperm(count, std::move(generator), at::kLong).slice(0, 0, most);
  return rows.defined() ? rows.index_select(0, drawn) : drawn;
}

}  // namespace

Silhouette silhouette(const at::Tensor& codes, const at::Tensor& assignments, std::int64_t most,
                      at::Generator generator) {
  TORCH_CHECK(codes.dim() == 2 && codes.size(0) == assignments.numel() && most >= 1,
              "codes and assignments differ in size: ", codes.sizes(), ", ", assignments.sizes());
  const at::Tensor rows = sample_rows(assignments, most, std::move(generator));
  const at::Tensor clusters = rows.defined() ? assignments.index_select(0, rows) : assignments;
  const at::Tensor points =
      (rows.defined() ? codes.index_select(0, rows.to(codes.device())) : codes).cpu();
  const std::int64_t sample = points.size(0);
  // Numbered anew: a cluster without a member in the sample must not count as a neighbor.
  const auto [present, own, counts] =
      at::_unique2(clusters, /*sorted=*/true, /*return_inverse=*/true, /*return_counts=*/true);
  if (present.numel() < 2 || present.numel() >= sample) {
    return {std::numeric_limits<double>::quiet_NaN(), sample};
  }
  const auto* count = counts.const_data_ptr<std::int64_t>();
  const Sample by_cluster{own, {count, count + counts.numel()}};
  const at::Tensor measured = make_measurable("silhouette", points).codes;
  const std::int64_t rows_at_once =
      std::clamp<std::int64_t>(kNumbersAtOnce / (sample * points.size(1)), 1, kMostRowsAtOnce);
  double sum = 0;
  for (std::int64_t first = 0; first < sample; first += rows_at_once) {
    stop_if_interrupted();
    const at::Tensor some = measured.slice(0, first, first + rows_at_once);
    sum += add_up(at::cdist(some, measured, 2, kFromDifferences), first, by_cluster);
  }
  return {sum / static_cast<double>(sample), sample};
}

}  // namespace codegrid
