#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "train/options.hpp"

namespace codegrid {

/// Adam (Kingma and Ba 2015) through LibTorch's fused kernel: one pass over parameter, gradient and
/// both moments, where torch::optim::Adam makes a dozen.
class Adam {
 public:
  /// parameters: float32, all on one device; their `grad()` is read at each step.
  Adam(std::vector<at::Tensor> parameters, const OptimizerOptions& options);

  /// Moves the parameters along their gradients and lets go of these, so that the next backward
  /// pass writes new ones instead of adding to them.
  void step();

  /// What it remembers, in the order of the parameters: the gradients' mean, their squares' mean
  /// (shaped like the parameter) and the count of steps ([] float32). The tensors are its own.
  const std::vector<at::Tensor>& means() const { return means_; }
  const std::vector<at::Tensor>& squares() const { return squares_; }
  const std::vector<at::Tensor>& steps() const { return steps_; }

 private:
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> means_;
  std::vector<at::Tensor> squares_;
  std::vector<at::Tensor> steps_;
  OptimizerOptions options_;
};

}  // namespace codegrid
