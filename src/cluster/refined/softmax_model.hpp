#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace codegrid {

/// What gives the probability of each of k groups by a code, as the softmax of k numbers: those of
/// a linear layer, which a student ends with, or -ln(1 + d^2) of the distances d to k centroids,
/// Student's t with one degree of freedom (see soft_assignments). It has either a layer or
/// centroids.
struct SoftmaxModel {
  at::Tensor weights{};    ///< [k, D] float32 on the CPU, finite.
  at::Tensor biases{};     ///< [k] float32 on the CPU, finite.
  at::Tensor centroids{};  ///< [k, D] float32 on the CPU, finite.

  bool is_linear() const { return !centroids.defined(); }
  std::int64_t groups() const { return (is_linear() ? weights : centroids).size(0); }
  std::int64_t width() const { return (is_linear() ? weights : centroids).size(1); }
};

}  // namespace codegrid
