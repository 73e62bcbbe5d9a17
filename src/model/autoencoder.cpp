#include "model/autoencoder.hpp"

#include <torch/torch.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "model/activation.hpp"

namespace codegrid {
namespace {

std::int64_t pixels(const std::vector<std::int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

// inputs, hidden..., code
std::vector<std::int64_t> encoder_widths(std::int64_t inputs, const ModelOptions& options) {
  std::vector<std::int64_t> widths{inputs};
  widths.insert(widths.end(), options.hidden.begin(), options.hidden.end());
  widths.push_back(options.code);
  return widths;
}

std::vector<torch::nn::Linear> dense_layers(const std::vector<std::int64_t>& widths) {
  std::vector<torch::nn::Linear> layers;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) layers.emplace_back(widths[i], widths[i + 1]);
  return layers;
}

void draw_glorot_uniform(const torch::nn::Linear& layer, torch::Generator& generator) {
  const auto fans = static_cast<double>(layer->weight.size(0) + layer->weight.size(1));
  const double limit = std::sqrt(6.0 / fans);
  const torch::NoGradGuard no_grad;
  layer->weight.uniform_(-limit, limit, generator);
  layer->bias.zero_();
}

}  // namespace

EncoderImpl::EncoderImpl(std::int64_t inputs, const ModelOptions& options)
    : layers_(dense_layers(encoder_widths(inputs, options))), activation_(options.activation) {
  for (std::size_t i = 0; i < layers_.size(); ++i)
    register_module("dense" + std::to_string(i), layers_[i]);
}

torch::Tensor EncoderImpl::forward(const torch::Tensor& images) {
  torch::Tensor x = images.flatten(1);
  for (torch::nn::Linear& layer : layers_) x = activate(layer->forward(x), activation_);
  return x;
}

DecoderImpl::DecoderImpl(std::int64_t outputs, const ModelOptions& options)
    : activation_(options.activation), output_(options.output) {
  std::vector<std::int64_t> widths = encoder_widths(outputs, options);
  layers_ = dense_layers({widths.rbegin(), widths.rend()});
  for (std::size_t i = 0; i < layers_.size(); ++i)
    register_module("dense" + std::to_string(i), layers_[i]);
}

torch::Tensor DecoderImpl::logits(const torch::Tensor& codes) {
  torch::Tensor x = codes;
  for (std::size_t i = 0; i + 1 < layers_.size(); ++i)
    x = activate(layers_[i]->forward(x), activation_);
  return layers_.back()->forward(x);
}

torch::Tensor DecoderImpl::forward(const torch::Tensor& codes) {
  const torch::Tensor x = logits(codes);
  return output_ == Output::kSigmoid ? torch::sigmoid(x) : x;
}

AutoencoderImpl::AutoencoderImpl(std::vector<std::int64_t> image_shape, const ModelOptions& options,
                                 torch::Generator weights)
    : image_shape_(std::move(image_shape)),
      encoder_(register_module("encoder", Encoder(pixels(image_shape_), options))),
      decoder_(register_module("decoder", Decoder(pixels(image_shape_), options))) {
  for (const torch::nn::Linear& layer : encoder_->layers()) draw_glorot_uniform(layer, weights);
  for (const torch::nn::Linear& layer : decoder_->layers()) draw_glorot_uniform(layer, weights);
}

torch::Tensor AutoencoderImpl::decode(const torch::Tensor& codes) {
  return decoder_->forward(codes).view(
      {codes.size(0), image_shape_[0], image_shape_[1], image_shape_[2]});
}

}  // namespace codegrid
