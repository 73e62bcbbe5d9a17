#include "train/adam.hpp"

#include <torch/torch.h>

#include <utility>

namespace codegrid {

Adam::Adam(std::vector<at::Tensor> parameters, const OptimizerOptions& options)
    : parameters_(std::move(parameters)),
      counts_(at::zeros({std::ssize(parameters_)}, parameters_.at(0).options())),
      one_(at::ones({}, counts_.options())),
      options_(options) {
  for (const at::Tensor& parameter : parameters_) {
    steps_.push_back(counts_[std::ssize(steps_)]);
    means_.push_back(at::zeros_like(parameter));
    squares_.push_back(at::zeros_like(parameter));
  }
}

void Adam::step(const std::vector<at::Tensor>& gradients) {
  const torch::NoGradGuard no_grad;
  counts_.add_(one_);
  at::_fused_adam_(parameters_, gradients, means_, squares_, /*max_exp_avg_sqs=*/{}, steps_,
                   options_.learning_rate, options_.beta1, options_.beta2, /*weight_decay=*/0,
                   options_.epsilon, /*amsgrad=*/false,
                   /*maximize=*/false);
}

}  // namespace codegrid
