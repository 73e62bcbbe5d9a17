#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <span>
#include <vector>

#include "cluster/assign/assigned_code.hpp"
#include "cluster/measurable_codes.hpp"

namespace codegrid {

/// What is called near a centroid.
enum class CentroidMeasure {
  kEuclidean,
  kCosine,  ///< 1 - the cosine. Of codes and centroids of unit length, its order is the Euclidean
            ///< one; a code of zeros, which has no direction, is in no cluster.
};

/// Codes go to the nearest centroid, the smaller index on a tie, by the distances that k-means
/// takes: Euclidean, float32, from differences.
class NearestCentroids : public CodeAssigner {
 public:
  /// centroids: [k, D] float32 on the CPU. Throws Error(kBadData) where they are not finite.
  explicit NearestCentroids(const at::Tensor& centroids,
                            CentroidMeasure measure = CentroidMeasure::kEuclidean);

  std::int64_t width() const override { return width_; }
  bool has_confidence() const override { return false; }
  std::vector<AssignedCode> assign(const at::Tensor& codes,
                                   std::span<const std::optional<std::int64_t>> own) const override;

 private:
  AssignedCode assign_one(const float* code, std::optional<std::int64_t> own,
                          std::vector<float>& squared) const;

  bool is_placed(const float* code) const;

  CentroidMeasure kind_;
  MeasurableCodes measure_;
  std::int64_t count_;
  std::int64_t width_;
  at::Tensor targets_;  // [k, stride] float32, as measure() takes them
};

}  // namespace codegrid
