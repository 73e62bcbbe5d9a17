#include "train/weight_average.hpp"

#include <torch/torch.h>

#include <algorithm>

namespace codegrid {

WeightAverage::WeightAverage(const Autoencoder& model, double most)
    : most_(most), weights_(copy_weights(model)) {
  TORCH_CHECK(most >= 0 && most < 1, "a decay from 0 to below 1, got ", most);
}

void WeightAverage::add(const Autoencoder& model, std::int64_t step) {
  const torch::NoGradGuard no_grad;
  const auto t = static_cast<double>(step);
  const double decay = std::min(most_, (1 + t) / (10 + t));
  const auto now = named_weights(model);
  for (std::size_t i = 0; i < weights_.size(); ++i) weights_[i].lerp_(now[i].second, 1 - decay);
}

}  // namespace codegrid
