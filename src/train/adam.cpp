#include "train/adam.hpp"

#include <torch/torch.h>

namespace codegrid {

Adam::Adam(const NamedParameters& parameters, const OptimizerOptions& options)
    : named_(parameters),
      parameters_(tensors_of(parameters)),
      moments_(parameters),
      options_(options) {}

void Adam::step(const std::vector<at::Tensor>& gradients, double learning_rate) {
  const torch::NoGradGuard no_grad;
  moments_.count_step();
  at::_fused_adam_(parameters_, gradients, moments_.means(), moments_.squares(),
                   /*max_exp_avg_sqs=*/{}, moments_.steps(), learning_rate, options_.beta1,
                   options_.beta2, /*weight_decay=*/0, options_.epsilon, /*amsgrad=*/false,
                   /*maximize=*/false);
}

}  // namespace codegrid
