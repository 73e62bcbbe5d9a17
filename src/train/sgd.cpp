#include "train/sgd.hpp"

#include <torch/torch.h>

namespace codegrid {

Sgd::Sgd(const NamedParameters& parameters, const OptimizerOptions& options)
    : named_(parameters), parameters_(tensors_of(parameters)), options_(options) {
  if (options.momentum == 0) return;
  for (const at::Tensor& parameter : parameters_)
    velocities_.push_back(at::zeros_like(parameter.detach()));
}

// Velocities begin at 0, so that the first step is like any other.
void Sgd::step(const std::vector<at::Tensor>& gradients, double learning_rate) {
  const torch::NoGradGuard no_grad;
  at::_fused_sgd_(parameters_, gradients, velocities_, options_.weight_decay, options_.momentum,
                  learning_rate, /*dampening=*/0, /*nesterov=*/false, /*maximize=*/false,
                  /*is_first_step=*/false);
}

NamedTensors Sgd::state() const {
  NamedTensors all;
  for (std::size_t i = 0; i < velocities_.size(); ++i)
    all["sgd.velocity." + named_[i].first] = velocities_[i];
  return all;
}

}  // namespace codegrid
