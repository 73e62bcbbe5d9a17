#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <span>
#include <vector>

#include "cluster/assign/assigned_code.hpp"
#include "cluster/measurable_codes.hpp"

namespace codegrid {

/// Codes go to the nearest centroid, the smaller index on a tie, by the distances that k-means
/// takes: Euclidean, float32, from differences.
class NearestCentroids : public CodeAssigner {
 public:
  /// centroids: [k, D] float32 on the CPU. Throws Error(kBadData) where they are not finite.
  explicit NearestCentroids(const at::Tensor& centroids);

  std::int64_t width() const override { return width_; }
  bool has_confidence() const override { return false; }
  std::vector<AssignedCode> assign(const at::Tensor& codes,
                                   std::span<const std::optional<std::int64_t>> own) const override;

 private:
  AssignedCode assign_one(const float* code, std::optional<std::int64_t> own,
                          std::vector<float>& squared) const;

  MeasurableCodes measure_;
  std::int64_t count_;
  std::int64_t width_;
  at::Tensor targets_;  // [k, stride] float32, as measure() takes them
};

}  // namespace codegrid
