#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

#include "model/autoencoder.hpp"

namespace codegrid {

/// A copy of what a model is: its parameters, then its buffers (batch norm's running means), each
/// in the module's order.
using Weights = std::vector<at::Tensor>;

Weights copy_weights(const Autoencoder& model);

/// Into the model, which must be of the same architecture (TORCH_CHECK).
void set_weights(Autoencoder& model, const Weights& weights);

/// The names of its tensors, in the same order, and the tensors themselves, alive.
std::vector<std::pair<std::string, at::Tensor>> named_weights(const Autoencoder& model);

}  // namespace codegrid
