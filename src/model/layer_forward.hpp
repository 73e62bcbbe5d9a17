#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include "model/layer_module.hpp"

namespace codegrid {

/// What a layer computes, in ATen's operations.
///   input: [N, ...], float32 (or bfloat16 under autocast).
///   training: batch norm looks at the batch and moves its running means; dropout leaves out what
///   `dropout` draws.
at::Tensor layer_forward(const Layer& layer, const LayerTensors& tensors, const at::Tensor& input,
                         bool training, at::Generator& dropout);

/// The tensors of a layer to begin with: see LayerStackImpl.
LayerTensors initial_tensors(const Layer& layer, at::Generator& weights);

}  // namespace codegrid
