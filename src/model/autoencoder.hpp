#pragma once

#include <torch/nn/cloneable.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <vector>

#include "model/options.hpp"

namespace codegrid {

/// Images to codes: flatten, then dense layers, each followed by the activation.
class EncoderImpl : public torch::nn::Module {
 public:
  EncoderImpl(std::int64_t inputs, const ModelOptions& options);

  /// [N, C, H, W] or [N, C*H*W] float32 in [0, 1] -> [N, code] float32.
  torch::Tensor forward(const torch::Tensor& images);
  const std::vector<torch::nn::Linear>& layers() const { return layers_; }
  Activation activation() const { return activation_; }

 private:
  std::vector<torch::nn::Linear> layers_;
  Activation activation_;
};
TORCH_MODULE(Encoder);

/// Codes back to pixels, the encoder's mirror image.
class DecoderImpl : public torch::nn::Module {
 public:
  DecoderImpl(std::int64_t outputs, const ModelOptions& options);

  /// [N, code] -> [N, C*H*W] float32, before the output function: what the loss works on.
  torch::Tensor logits(const torch::Tensor& codes);
  /// [N, code] -> [N, C*H*W] float32, after it.
  torch::Tensor forward(const torch::Tensor& codes);
  const std::vector<torch::nn::Linear>& layers() const { return layers_; }

 private:
  std::vector<torch::nn::Linear> layers_;
  Activation activation_;
  Output output_;
};
TORCH_MODULE(Decoder);

class AutoencoderImpl : public torch::nn::Module {
 public:
  /// image_shape: {C, H, W}. Weights are Glorot uniform (Glorot and Bengio 2010), drawn by
  /// `weights` on the CPU; biases are zero, as in Keras.
  AutoencoderImpl(std::vector<std::int64_t> image_shape, const ModelOptions& options,
                  torch::Generator weights);

  /// [N, C, H, W] float32 in [0, 1] -> [N, code].
  torch::Tensor encode(const torch::Tensor& images) { return encoder_->forward(images); }
  /// [N, code] -> [N, C, H, W] float32.
  torch::Tensor decode(const torch::Tensor& codes);
  /// [N, C, H, W] -> [N, C, H, W]: the reconstruction.
  torch::Tensor forward(const torch::Tensor& images) { return decode(encode(images)); }
  /// [N, C, H, W] -> [N, C*H*W], the reconstruction before the output function.
  torch::Tensor logits(const torch::Tensor& images) { return decoder_->logits(encode(images)); }

  const std::vector<std::int64_t>& image_shape() const { return image_shape_; }
  const Encoder& encoder() const { return encoder_; }
  const Decoder& decoder() const { return decoder_; }

 private:
  std::vector<std::int64_t> image_shape_;
  Encoder encoder_;
  Decoder decoder_;
};
TORCH_MODULE(Autoencoder);

}  // namespace codegrid
