#include "train/optimizer.hpp"

#include <c10/util/Exception.h>
#include <torch/torch.h>

#include "train/adam.hpp"
#include "train/adamw.hpp"
#include "train/sgd.hpp"

namespace codegrid {

void Optimizer::restore(const NamedTensors& from) {
  const torch::NoGradGuard no_grad;
  for (auto& [name, tensor] : state()) tensor.copy_(from.at(name));
}

std::unique_ptr<Optimizer> make_optimizer(const NamedParameters& parameters,
                                          const OptimizerOptions& options) {
  switch (options.name) {
    case OptimizerKind::kAdam:
      return std::make_unique<Adam>(parameters, options);
    case OptimizerKind::kAdamW:
      return std::make_unique<AdamW>(parameters, options);
    case OptimizerKind::kSgd:
      return std::make_unique<Sgd>(parameters, options);
  }
  TORCH_CHECK(false, "no such optimizer");
}

std::vector<at::Tensor> tensors_of(const NamedParameters& parameters) {
  std::vector<at::Tensor> tensors;
  for (const auto& [name, tensor] : parameters) tensors.push_back(tensor);
  return tensors;
}

}  // namespace codegrid
