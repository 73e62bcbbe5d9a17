#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/refined/softmax_model.hpp"

namespace codegrid {

/// The probabilities of groups by a code, in double and in one order of additions: a code gets the
/// same bits whatever other codes there are, in the clustering and later.
class GroupProbabilities {
 public:
  /// TORCH_CHECK for tensors of other shapes or types than SoftmaxModel's.
  explicit GroupProbabilities(const SoftmaxModel& model);

  std::int64_t groups() const { return groups_; }
  std::int64_t width() const { return width_; }

  /// code: [width()], finite; probabilities: [groups()], written; they sum up to 1.
  void measure(const float* code, std::span<double> probabilities) const;

 private:
  void measure_layer(const float* code, std::span<double> outputs) const;
  void measure_distances(const float* code, std::span<double> outputs) const;

  std::int64_t groups_;
  std::int64_t width_;
  std::vector<double> weights_;  // [groups, width], or the centroids
  std::vector<double> biases_;   // empty: there are centroids
};

/// The place of the greatest of some probabilities, the smaller on a tie, other than `except`; -1:
/// there is no other.
std::int64_t most_probable(std::span<const double> probabilities, std::int64_t except = -1);

/// Codes in their most probable groups.
struct RefinedClusters {
  at::Tensor assignments;    ///< [N] int64 in 0..k-1.
  at::Tensor probabilities;  ///< [N] float32, of the own group.
  at::Tensor doubts;         ///< [N] float32, 1 - that; exact where it is near 0.
  double mean_probability = 0;
};

/// codes: [N, D] float32 on the CPU. The same bits on any number of threads. Throws Error(kBadData)
/// where they hold NaN or infinity, and Error once the program is asked to stop.
RefinedClusters group_by_probability(const at::Tensor& codes, const SoftmaxModel& model);

}  // namespace codegrid
