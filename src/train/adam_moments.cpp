#include "train/adam_moments.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace codegrid {

AdamMoments::AdamMoments(const NamedParameters& parameters)
    : counts_(at::zeros({std::ssize(parameters)},
                        parameters.at(0).second.options().requires_grad(false))),
      one_(at::ones({}, counts_.options())) {
  for (const auto& [name, parameter] : parameters) {
    steps_.push_back(counts_[std::ssize(steps_)]);
    means_.push_back(at::zeros_like(parameter.detach()));
    squares_.push_back(at::zeros_like(parameter.detach()));
  }
}

NamedTensors AdamMoments::named(const std::string& kind, const NamedParameters& parameters) const {
  NamedTensors all;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].first;
    all[kind + ".mean." + name] = means_[i];
    all[kind + ".square." + name] = squares_[i];
    all[kind + ".step." + name] = steps_[i];
  }
  return all;
}

}  // namespace codegrid
