#include "train/adamw.hpp"

#include <torch/torch.h>

namespace codegrid {

AdamW::AdamW(const NamedParameters& parameters, const OptimizerOptions& options)
    : named_(parameters),
      parameters_(tensors_of(parameters)),
      moments_(parameters),
      options_(options) {}

void AdamW::step(const std::vector<at::Tensor>& gradients, double learning_rate) {
  const torch::NoGradGuard no_grad;
  moments_.count_step();
  at::_fused_adamw_(parameters_, gradients, moments_.means(), moments_.squares(),
                    /*max_exp_avg_sqs=*/{}, moments_.steps(), learning_rate, options_.beta1,
                    options_.beta2, options_.weight_decay, options_.epsilon, /*amsgrad=*/false,
                    /*maximize=*/false);
}

}  // namespace codegrid
