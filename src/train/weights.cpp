#include "train/weights.hpp"

#include <torch/torch.h>

namespace codegrid {

std::vector<std::pair<std::string, at::Tensor>> named_weights(const Autoencoder& model) {
  std::vector<std::pair<std::string, at::Tensor>> all;
  for (const auto& parameter : model->named_parameters())
    all.emplace_back(parameter.key(), parameter.value().detach());
  for (const auto& buffer : model->named_buffers()) all.emplace_back(buffer.key(), buffer.value());
  return all;
}

Weights copy_weights(const Autoencoder& model) {
  Weights weights;
  for (const auto& [name, tensor] : named_weights(model)) weights.push_back(tensor.clone());
  return weights;
}

void set_weights(Autoencoder& model, const Weights& weights) {
  const torch::NoGradGuard no_grad;
  auto own = named_weights(model);
  TORCH_CHECK(own.size() == weights.size(), "weights of another model");
  for (std::size_t i = 0; i < weights.size(); ++i) own[i].second.copy_(weights[i]);
}

}  // namespace codegrid
