#pragma once

#include "train/adam_moments.hpp"
#include "train/optimizer.hpp"

namespace codegrid {

/// Adam (Kingma and Ba 2015) through LibTorch's fused kernel: one pass over parameter, gradient and
/// both moments, where torch::optim::Adam makes a dozen.
class Adam : public Optimizer {
 public:
  Adam(const NamedParameters& parameters, const OptimizerOptions& options);

  void step(const std::vector<at::Tensor>& gradients, double learning_rate) override;
  /// `adam.mean.`, `adam.square.` and `adam.step.`: see AdamMoments.
  NamedTensors state() const override { return moments_.named("adam", named_); }

 private:
  NamedParameters named_;
  std::vector<at::Tensor> parameters_;
  AdamMoments moments_;
  OptimizerOptions options_;
};

}  // namespace codegrid
