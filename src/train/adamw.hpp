#pragma once

#include "train/adam_moments.hpp"
#include "train/optimizer.hpp"

namespace codegrid {

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019) through LibTorch's fused kernel:
/// each step first takes learning rate times `weight_decay` of the weights off.
class AdamW : public Optimizer {
 public:
  AdamW(const NamedParameters& parameters, const OptimizerOptions& options);

  void step(const std::vector<at::Tensor>& gradients, double learning_rate) override;
  /// `adamw.mean.`, `adamw.square.` and `adamw.step.`: see AdamMoments.
  NamedTensors state() const override { return moments_.named("adamw", named_); }

 private:
  NamedParameters named_;
  std::vector<at::Tensor> parameters_;
  AdamMoments moments_;
  OptimizerOptions options_;
};

}  // namespace codegrid
