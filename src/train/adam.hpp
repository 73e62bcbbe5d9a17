#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "train/options.hpp"

namespace codegrid {

/// Adam (Kingma and Ba 2015) through LibTorch's fused kernel: one pass over parameter, gradient and
/// both moments, where torch::optim::Adam makes a dozen.
class Adam {
 public:
  /// parameters: float32, all on one device.
  Adam(std::vector<at::Tensor> parameters, const OptimizerOptions& options);

  /// Moves the parameters.
  ///   gradients: in the parameters' order, each shaped like its own.
  void step(const std::vector<at::Tensor>& gradients);

  /// What it remembers, in the order of the parameters: the gradients' mean, their squares' mean
  /// (shaped like the parameter) and the count of steps ([] float32). The tensors are its own.
  const std::vector<at::Tensor>& means() const { return means_; }
  const std::vector<at::Tensor>& squares() const { return squares_; }
  const std::vector<at::Tensor>& steps() const { return steps_; }

 private:
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> means_;
  std::vector<at::Tensor> squares_;
  at::Tensor counts_;              // [parameters]: one operation adds to all
  std::vector<at::Tensor> steps_;  // views of it
  at::Tensor one_;                 // []; a number would become a tensor in each step
  OptimizerOptions options_;
};

}  // namespace codegrid
