#include "train/adam.hpp"

#include <torch/torch.h>

#include <utility>

namespace codegrid {

Adam::Adam(std::vector<at::Tensor> parameters, const OptimizerOptions& options)
    : parameters_(std::move(parameters)), options_(options) {
  for (const at::Tensor& parameter : parameters_) {
    means_.push_back(at::zeros_like(parameter));
    squares_.push_back(at::zeros_like(parameter));
    steps_.push_back(at::zeros({}, parameter.options()));
  }
}

void Adam::step(const std::vector<at::Tensor>& gradients) {
  const torch::NoGradGuard no_grad;
  at::_foreach_add_(steps_, 1);
  at::_fused_adam_(parameters_, gradients, means_, squares_, /*max_exp_avg_sqs=*/{}, steps_,
                   options_.learning_rate, options_.beta1, options_.beta2, /*weight_decay=*/0,
                   options_.epsilon, /*amsgrad=*/false,
                   /*maximize=*/false);
}

}  // namespace codegrid
