#include "cluster/assign/nearest_centroids.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>

#include "cluster/codes_check.hpp"
#include "cluster/kmeans/distances.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// The place of the least of `squared`, the first on a tie, other than `except`; -1: there is none.
std::int64_t place_of_least(std::span<const float> squared, std::int64_t except) {
  std::int64_t best = -1;
  for (std::int64_t i = 0; i < std::ssize(squared); ++i) {
    if (i == except) continue;
    if (best < 0 || squared[static_cast<std::size_t>(i)] < squared[static_cast<std::size_t>(best)])
      best = i;
  }
  return best;
}

// Spherical k-means measures codes as they are.
MeasurableCodes measured(const at::Tensor& centroids, CentroidMeasure measure) {
  if (measure == CentroidMeasure::kEuclidean) return make_measurable("k-means", centroids);
  require_finite("spherical k-means", centroids);
  MeasurableCodes as_they_are;
  as_they_are.codes = centroids;
  return as_they_are;
}

}  // namespace

NearestCentroids::NearestCentroids(const at::Tensor& centroids, CentroidMeasure measure)
    : kind_(measure),
      measure_(measured(centroids, measure)),
      count_(centroids.size(0)),
      width_(centroids.size(1)) {
  const std::int64_t stride = (width_ + kGroup - 1) / kGroup * kGroup;
  targets_ = at::zeros({count_, stride}, at::kFloat);
  targets_.slice(1, 0, width_).copy_(measure_.codes);
}

AssignedCode NearestCentroids::assign_one(const float* code, std::optional<std::int64_t> own,
                                          std::vector<float>& squared) const {
  measure(code, width_, targets_.const_data_ptr<float>(), targets_.size(1), count_, squared.data());
  const auto distance = [&](std::int64_t cluster) {
    const float square = squared[static_cast<std::size_t>(cluster)];
    if (kind_ == CentroidMeasure::kCosine) return double{square} / 2;
    return std::ldexp(double{std::sqrt(square)}, measure_.exponent);
  };
  AssignedCode result;
  result.cluster = own ? *own : place_of_least(squared, -1);
  if (result.cluster >= 0) result.distance = distance(result.cluster);
  result.next_cluster = place_of_least(squared, result.cluster);
  if (result.next_cluster >= 0) result.next_distance = distance(result.next_cluster);
  return result;
}

bool NearestCentroids::is_placed(const float* code) const {
  const auto all_of_them = [&](auto&& holds) { return std::all_of(code, code + width_, holds); };
  if (!all_of_them([](float value) { return std::isfinite(value); })) return false;
  return kind_ == CentroidMeasure::kEuclidean ||
         !all_of_them([](float value) { return value == 0; });
}

std::vector<AssignedCode> NearestCentroids::assign(
    const at::Tensor& codes, std::span<const std::optional<std::int64_t>> own) const {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) == width_, "codes must be [N, ", width_, "], got ",
              codes.sizes());
  const at::Tensor rows = measure_.bring(codes).contiguous();
  std::vector<AssignedCode> assigned(static_cast<std::size_t>(rows.size(0)));
  at::parallel_for(0, rows.size(0), 64, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> squared(static_cast<std::size_t>(count_));
    for (std::int64_t i = begin; i < end; ++i) {
      stop_if_interrupted();
      const float* code = rows.const_data_ptr<float>() + i * width_;
      if (!is_placed(code)) continue;
      assigned[static_cast<std::size_t>(i)] =
          assign_one(code, own[static_cast<std::size_t>(i)], squared);
    }
  });
  return assigned;
}

}  // namespace codegrid
