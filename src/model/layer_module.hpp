#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstddef>
#include <vector>

#include "model/layers.hpp"

namespace codegrid {

/// What a layer learns and keeps; undefined where it has none. Parameters: `weight` and `bias`;
/// buffers: the running `mean` and `variance` of batch norm. All float32.
struct LayerTensors {
  at::Tensor weight{};  ///< [outputs, inputs] or [.., .., kernel, kernel] or [channels].
  at::Tensor bias{};
  at::Tensor mean{};
  at::Tensor variance{};
};

/// The tensors of one layer as a module, under the names above.
class LayerPartImpl : public torch::nn::Module {
 public:
  explicit LayerPartImpl(const LayerTensors& tensors);
  /// The module's own: they move with it.
  const LayerTensors& tensors() const { return tensors_; }

 private:
  LayerTensors tensors_;
};
TORCH_MODULE(LayerPart);

/// A list of layers as a module: what `forward` computes, autograd knows of. Each layer with
/// tensors is a submodule of its name, so that parameters are called "dense0.weight".
class LayerStackImpl : public torch::nn::Module {
 public:
  /// Dense and convolutional weights are Glorot uniform (Glorot and Bengio 2010), drawn by
  /// `weights` on the CPU; biases are zero, as in Keras; batch norm begins as the identity.
  ///   dropout: on the CPU; draws what is left out, so that it is the same on every device.
  LayerStackImpl(Layers layers, at::Generator weights, at::Generator dropout);

  /// [N, ...] float32 through all layers, in the module's mode (train or eval). Where the first is
  /// an activation, in the place of the input.
  at::Tensor forward(const at::Tensor& input);
  /// The same through layers [begin, end) alone.
  at::Tensor forward_part(const at::Tensor& input, std::size_t begin, std::size_t end);

  const Layers& layers() const { return layers_; }
  /// Of each layer, in order. The tensors are the module's own.
  std::vector<LayerTensors> tensors() const;

 private:
  Layers layers_;
  std::vector<LayerPart> parts_;  // one for each layer
  at::Generator dropout_;
};
TORCH_MODULE(LayerStack);

}  // namespace codegrid
