#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tensor/safetensors.hpp"
#include "train/options.hpp"

namespace codegrid {

/// Parameters under their names, in the model's order: float32, all on one device.
using NamedParameters = std::vector<std::pair<std::string, at::Tensor>>;

/// Moves parameters by their gradients, and remembers what it needs for the next step.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  /// Moves the parameters.
  ///   gradients: in the parameters' order, each shaped and laid out like its own.
  virtual void step(const std::vector<at::Tensor>& gradients, double learning_rate) = 0;

  /// What it remembers, under names that hold its kind and the parameter's name. The tensors are
  /// its own, alive.
  virtual NamedTensors state() const = 0;

  /// Goes on from a `state` of the same kind and parameters; other names in it do not count.
  void restore(const NamedTensors& state);
};

/// That which `options` name, for these parameters.
std::unique_ptr<Optimizer> make_optimizer(const NamedParameters& parameters,
                                          const OptimizerOptions& options);

/// The tensors of such parameters, without names.
std::vector<at::Tensor> tensors_of(const NamedParameters& parameters);

}  // namespace codegrid
