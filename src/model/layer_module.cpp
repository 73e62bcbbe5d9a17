#include "model/layer_module.hpp"

#include <torch/torch.h>

#include <utility>

#include "model/layer_forward.hpp"

namespace codegrid {

LayerPartImpl::LayerPartImpl(const LayerTensors& tensors) : tensors_(tensors) {
  if (tensors.weight.defined()) register_parameter("weight", tensors.weight);
  if (tensors.bias.defined()) register_parameter("bias", tensors.bias);
  if (tensors.mean.defined()) register_buffer("mean", tensors.mean);
  if (tensors.variance.defined()) register_buffer("variance", tensors.variance);
}

LayerStackImpl::LayerStackImpl(Layers layers, at::Generator weights, at::Generator dropout)
    : layers_(std::move(layers)), dropout_(std::move(dropout)) {
  for (const NamedLayer& named : layers_) {
    const LayerTensors tensors = initial_tensors(named.layer, weights);
    parts_.emplace_back(tensors);
    if (tensors.weight.defined()) register_module(named.name, parts_.back());
  }
}

at::Tensor LayerStackImpl::forward(const at::Tensor& input) {
  return forward_part(input, 0, layers_.size());
}

at::Tensor LayerStackImpl::forward_part(const at::Tensor& input, std::size_t begin,
                                        std::size_t end) {
  at::Tensor x = input;
  for (std::size_t i = begin; i < end; ++i)
    x = layer_forward(layers_[i].layer, parts_[i]->tensors(), x, is_training(), dropout_);
  return x;
}

std::vector<LayerTensors> LayerStackImpl::tensors() const {
  std::vector<LayerTensors> all;
  for (const LayerPart& part : parts_) all.push_back(part->tensors());
  return all;
}

}  // namespace codegrid
