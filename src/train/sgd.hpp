#pragma once

#include "train/optimizer.hpp"

namespace codegrid {

/// Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013), through
/// LibTorch's fused kernel: v = momentum v + gradient + weight_decay w; w -= learning rate v.
class Sgd : public Optimizer {
 public:
  Sgd(const NamedParameters& parameters, const OptimizerOptions& options);

  void step(const std::vector<at::Tensor>& gradients, double learning_rate) override;
  /// `sgd.velocity.`, v above; nothing without momentum.
  NamedTensors state() const override;

 private:
  NamedParameters named_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> velocities_;
  OptimizerOptions options_;
};

}  // namespace codegrid
