#include "cluster/kmeans/centroid_groups.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace codegrid {

at::Tensor pad_rows(const at::Tensor& targets) {
  const std::int64_t width = targets.size(1);
  return at::constant_pad_nd(targets, {0, at::divup(width, kGroup) * kGroup - width}).contiguous();
}

CentroidGroups::CentroidGroups(const at::Tensor& centroids, const at::Tensor& before,
                               const std::vector<std::int32_t>& order, const at::Tensor& mean)
    : width_(centroids.size(1)),
      underflow_(4 * static_cast<float>(width_ + 16) * std::numeric_limits<float>::min()),
      rounding_(static_cast<float>(4 * (static_cast<double>(width_) + 16) * kRounding)),
      rows_(pad_rows(centroids)),
      stride_(rows_.size(1)),
      row_data_(rows_.const_data_ptr<float>()),
      members_(static_cast<std::size_t>(at::divup(centroids.size(0), kGroup) * kGroup), -1),
      place_(order.size()),
      drift_(members_.size() / kGroup, 0) {
  for (std::size_t place = 0; place < order.size(); ++place) {
    members_[place] = order[place];
    place_[static_cast<std::size_t>(order[place])] = static_cast<std::int64_t>(place);
  }
  groups_ = at::zeros({count(), 1 + width_, kGroup}, at::kFloat);
  group_data_ = groups_.const_data_ptr<float>();
  fill_groups(centroids, mean);
  if (before.defined()) find_drift(centroids, before);
}

void CentroidGroups::fill_groups(const at::Tensor& centroids, const at::Tensor& mean) {
  const float* all = centroids.const_data_ptr<float>();
  const float* middle = mean.const_data_ptr<float>();
  float* to = groups_.mutable_data_ptr<float>();
  double longest = 0;   // the greatest |c'|
  double farthest = 0;  // the greatest |m.c' + |c'|^2 / 2|
  for (std::size_t place = 0; place < members_.size(); ++place) {
    const auto group = static_cast<std::int64_t>(place) / kGroup;
    float* lane = to + group * groups_.stride(0) + static_cast<std::int64_t>(place) % kGroup;
    if (members_[place] < 0) {
      *lane = -std::numeric_limits<float>::infinity();
      continue;
    }
    const float* centroid = all + members_[place] * width_;
    double squared = 0;
    double with_mean = 0;
    for (std::int64_t i = 0; i < width_; ++i) {
      const float shifted = centroid[i] - middle[i];
      squared += static_cast<double>(shifted) * shifted;
      with_mean += static_cast<double>(shifted) * middle[i];
      lane[(1 + i) * kGroup] = shifted;
    }
    const double offset = with_mean + squared / 2;
    *lane = static_cast<float>(-offset);
    longest = std::max(longest, std::sqrt(squared));
    farthest = std::max(farthest, std::abs(offset));
  }
  const auto mean_length =
      at::linalg_vector_norm(mean, 2, std::nullopt, false, at::kDouble).item<double>();
  longest_ = static_cast<float>(longest);
  base_ = static_cast<float>(farthest + mean_length * longest + longest * longest);
}

void CentroidGroups::find_drift(const at::Tensor& centroids, const at::Tensor& before) {
  const float* now = centroids.const_data_ptr<float>();
  const float* then = before.const_data_ptr<float>();
  constexpr double kUpwards = 1 + 4 * kRounding;  // the sum is double; its float must not be less
  for (std::int32_t centroid = 0; centroid < centroids.size(0); ++centroid) {
    double squared = 0;
    for (std::int64_t i = centroid * width_; i < (centroid + 1) * width_; ++i) {
      const double moved = static_cast<double>(now[i]) - then[i];
      squared += moved * moved;
    }
    float& drift = drift_[static_cast<std::size_t>(group_of(centroid))];
    drift = std::max(drift, static_cast<float>(std::sqrt(squared) * kUpwards));
  }
}

}  // namespace codegrid
