#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

/// A linear layer whose softmax gives the probability of each of k groups by a code: what a student
/// ends with.
struct SoftmaxModel {
  at::Tensor weights;  ///< [k, D] float32 on the CPU, finite.
  at::Tensor biases;   ///< [k] float32 on the CPU, finite.
};

}  // namespace codegrid
