#pragma once

#include <ATen/core/Generator.h>
#include <torch/nn/cloneable.h>
#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <vector>

#include "model/layer_module.hpp"
#include "model/layers.hpp"
#include "model/options.hpp"

namespace codegrid {

/// What an autoencoder makes of images.
struct AutoencoderOutput {
  at::Tensor code;    ///< [N, code].
  at::Tensor logits;  ///< [N, C*H*W], the reconstruction before the output function: what losses
                      ///< work on. Undefined without a decoder.
};

/// What a variational encoder makes of images: for each value of a code a normal distribution,
/// independent of the others.
struct CodeDistribution {
  at::Tensor means;          ///< [N, code]: what `encode` gives.
  at::Tensor log_variances;  ///< [N, code], natural logarithms, of any value.
};

/// An architecture as a module that trains: its encoder half and its decoder half, if it has one.
class AutoencoderImpl : public torch::nn::Module {
 public:
  /// See LayerStackImpl for `weights` and `dropout`.
  AutoencoderImpl(const Architecture& architecture, at::Generator weights, at::Generator dropout);
  /// Of the family that `options` name: see make_architecture, and what it throws.
  ///   image_shape: {C, H, W}.
  AutoencoderImpl(const Shape& image_shape, const ModelOptions& options, at::Generator weights,
                  at::Generator dropout);
  /// For a model without dropout.
  AutoencoderImpl(const Shape& image_shape, const ModelOptions& options, at::Generator weights);

  /// [N, C, H, W] or [N, C*H*W] float32 in [0, 1].
  AutoencoderOutput forward(const at::Tensor& images);
  /// The same images -> [N, code].
  at::Tensor encode(const at::Tensor& images) { return encoder_->forward(images); }
  /// The same images -> the distributions of their codes. TORCH_CHECK where the model is not
  /// variational.
  CodeDistribution encode_distribution(const at::Tensor& images);
  /// [N, code] -> [N, C, H, W] float32: the reconstruction, after the output function. TORCH_CHECK
  /// where there is no decoder.
  at::Tensor decode(const at::Tensor& codes);

  const Architecture& architecture() const { return architecture_; }
  const Shape& image_shape() const { return architecture_.image_shape; }
  const LayerStack& encoder() const { return encoder_; }
  const LayerStack& decoder() const { return decoder_; }
  /// Width of the code.
  std::int64_t code_size() const;
  bool has_decoder() const { return !architecture_.decoder.empty(); }
  bool is_variational() const { return !architecture_.log_variance.empty(); }
  /// Whether training draws at random what to leave out, and the generator that draws it.
  bool has_dropout() const;
  at::Generator& dropout_generator() { return dropout_; }

 private:
  Architecture architecture_;
  at::Generator dropout_;  // one, which both halves draw by
  LayerStack encoder_;
  LayerStack decoder_;
  LayerStack log_variance_;
};
TORCH_MODULE(Autoencoder);

}  // namespace codegrid
