#include "train/fused_adam.hpp"

#include <torch/torch.h>

#include <utility>

namespace codegrid {

FusedAdam::FusedAdam(const NamedParameters& parameters, const OptimizerOptions& options,
                     AdamKind kind)
    : named_(parameters),
      parameters_(tensors_of(parameters)),
      moments_(parameters),
      options_(options),
      kind_(std::move(kind)) {}

void FusedAdam::step(const std::vector<at::Tensor>& gradients, double learning_rate) {
  const torch::NoGradGuard no_grad;
  moments_.count_step();
  kind_.kernel(parameters_, gradients, moments_.means(), moments_.squares(), /*max_squares=*/{},
               moments_.steps(), learning_rate, options_.beta1, options_.beta2, kind_.weight_decay,
               options_.epsilon, /*amsgrad=*/false, /*maximize=*/false, /*gradient_scale=*/{},
               /*found_infinite=*/{});
}

}  // namespace codegrid
