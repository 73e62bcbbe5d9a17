#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "cluster/kmeans/distances.hpp"

namespace codegrid {

/// The relative error of one float32 operation, 2^-24.
constexpr double kRounding = 1.0 / (1 << 24);

/// Rows of `targets`, [M, D], with zeros up to a width that is a multiple of kGroup.
at::Tensor pad_rows(const at::Tensor& targets);

/// Centroids as an assignment takes them: in rows for distances, in groups for scores. With m near
/// the points' mean and c' = c - m, a point's score x.c' - (m.c' + |c'|^2 / 2) is half of
/// |x - m|^2 - |x - c|^2: the greater, the nearer. Taking m off the centroids alone keeps the
/// products small without a second copy of the points.
class CentroidGroups {
 public:
  ///   centroids, before: [k, D] float32 on the CPU, now and in the last assignment (undefined
  ///   where there was none); order: of group_alike; mean: [D] float32.
  CentroidGroups(const at::Tensor& centroids, const at::Tensor& before,
                 const std::vector<std::int32_t>& order, const at::Tensor& mean);

  std::int64_t count() const { return static_cast<std::int64_t>(drift_.size()); }

  /// How many centroids a group has.
  std::int64_t size(std::int64_t group) const {
    return std::min(kGroup, static_cast<std::int64_t>(place_.size()) - group * kGroup);
  }

  /// [kGroup] centroids of a group; -1 for a lane without one, whose score is minus infinity.
  const std::int32_t* members(std::int64_t group) const { return members_.data() + group * kGroup; }

  /// The lane of `centroid` in `group`, or a number outside of 0 to kGroup - 1. -1 has none.
  std::int32_t lane_in(std::int64_t group, std::int32_t centroid) const {
    if (centroid < 0) return -1;
    return static_cast<std::int32_t>(place_[static_cast<std::size_t>(centroid)] - group * kGroup);
  }

  std::int64_t group_of(std::int32_t centroid) const {
    return place_[static_cast<std::size_t>(centroid)] / kGroup;
  }

  /// [1 + D][kGroup], what `score` takes.
  const float* coordinates(std::int64_t group) const {
    return group_data_ + group * (1 + width_) * kGroup;
  }

  /// One centroid, with zeros up to `stride`: what `measure` takes.
  const float* row(std::int32_t centroid) const { return row_data_ + centroid * stride_; }
  std::int64_t stride() const { return stride_; }

  /// How far the group's centroids have moved since the last assignment, at most.
  float drift(std::int64_t group) const { return drift_[static_cast<std::size_t>(group)]; }

  /// By how much |x - m|^2 - 2 score may miss |x - c|^2 as `measure` gives it, at most, for a point
  /// at this squared distance from m: bounds on rounding errors (Higham 2002, section 3.1).
  float margin(float squared_to_mean) const {
    const float q = squared_to_mean;
    return rounding_ * (base_ + std::sqrt(q) * longest_ + q) + underflow_;
  }

  /// By how much a sum of the points' width may miss what it stands for, relative, at most.
  float rounding() const { return rounding_; }

  /// What a distance or a score may have lost, at most, where its smallest products became 0.
  float underflow() const { return underflow_; }

 private:
  void fill_groups(const at::Tensor& centroids, const at::Tensor& mean);
  void find_drift(const at::Tensor& centroids, const at::Tensor& before);

  std::int64_t width_;
  float underflow_;
  float rounding_;     // of all operations behind a score and a distance, relative
  float longest_ = 0;  // the greatest |c'|
  float base_ = 0;     // what of a margin is the same for all points
  at::Tensor rows_;    // [k, stride]
  std::int64_t stride_;
  const float* row_data_;
  at::Tensor groups_;  // [groups, 1 + D, kGroup]
  const float* group_data_ = nullptr;
  std::vector<std::int32_t> members_;
  std::vector<std::int64_t> place_;  // of each centroid, among the lanes of all groups
  std::vector<float> drift_;
};

}  // namespace codegrid
