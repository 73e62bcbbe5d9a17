#include "model/autoencoder.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "model/families.hpp"

namespace codegrid {

AutoencoderImpl::AutoencoderImpl(const Architecture& architecture, at::Generator weights,
                                 at::Generator dropout)
    : architecture_(architecture),
      dropout_(std::move(dropout)),
      encoder_(register_module("encoder", LayerStack(architecture.encoder, weights, dropout_))),
      decoder_(register_module("decoder", LayerStack(architecture.decoder, weights, dropout_))),
      log_variance_(register_module("log_variance",
                                    LayerStack(architecture.log_variance, weights, dropout_))) {}

AutoencoderImpl::AutoencoderImpl(const Shape& image_shape, const ModelOptions& options,
                                 at::Generator weights, at::Generator dropout)
    : AutoencoderImpl(make_architecture(image_shape, options), std::move(weights),
                      std::move(dropout)) {}

AutoencoderImpl::AutoencoderImpl(const Shape& image_shape, const ModelOptions& options,
                                 at::Generator weights)
    : AutoencoderImpl(image_shape, options, std::move(weights),
                      at::make_generator<at::CPUGeneratorImpl>()) {
  TORCH_CHECK(!has_dropout(), "a model with dropout needs a generator that draws it");
}

AutoencoderOutput AutoencoderImpl::forward(const at::Tensor& images) {
  const at::Tensor code = encode(images);
  return {code, has_decoder() ? decoder_->forward(code) : at::Tensor()};
}

CodeDistribution AutoencoderImpl::encode_distribution(const at::Tensor& images) {
  TORCH_CHECK(is_variational(), "the codes of this model have no variances");
  const Layers& layers = architecture_.encoder;
  const std::size_t place = place_of_code_layer(layers);
  const at::Tensor before = encoder_->forward_part(images, 0, place);
  return {encoder_->forward_part(before, place, layers.size()), log_variance_->forward(before)};
}

at::Tensor AutoencoderImpl::decode(const at::Tensor& codes) {
  TORCH_CHECK(has_decoder(), "a model without a decoder reconstructs nothing");
  const at::Tensor logits = decoder_->forward(codes);
  const at::Tensor pixels = architecture_.output == Output::kSigmoid ? at::sigmoid(logits) : logits;
  const Shape& shape = image_shape();
  return pixels.view({codes.size(0), shape[0], shape[1], shape[2]});
}

std::int64_t AutoencoderImpl::code_size() const {
  const Layers& layers = architecture_.encoder;
  return std::get<Dense>(layers[place_of_code_layer(layers)].layer).outputs;
}

bool AutoencoderImpl::has_dropout() const {
  return std::ranges::any_of(architecture_.encoder, [](const NamedLayer& named) {
    return std::holds_alternative<Dropout>(named.layer);
  });
}

}  // namespace codegrid
