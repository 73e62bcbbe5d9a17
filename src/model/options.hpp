#pragma once

#include <cstdint>
#include <vector>

namespace codegrid {

enum class Activation { kRelu, kTanh, kSigmoid, kElu, kLinear };
enum class Output { kSigmoid, kLinear };

enum class ModelKind { kDense, kConvolutional };
enum class Downsampling { kPool, kStride };

/// What a convolutional encoder is made of, level by level from the image on; each level halves
/// height and width. The decoder mirrors it.
struct ConvolutionalOptions {
  std::vector<std::int64_t> channels{16, 32};       ///< Of each level, from the image on.
  std::int64_t kernel = 3;                          ///< Side of every kernel in pixels, odd.
  Downsampling downsampling = Downsampling::kPool;  ///< Max pooling, or convolutions of stride 2.
  bool batch_norm = false;  ///< Before the activation of each level (Ioffe and Szegedy 2015).
  double dropout = 0;       ///< Share of what enters the code's layer that training leaves out.
};

/// The autoencoder's shape. The decoder mirrors the encoder: hidden {500, 200} and code 10 give
/// inputs - 500 - 200 - 10 - 200 - 500 - inputs.
struct ModelOptions {
  ModelKind kind = ModelKind::kDense;
  std::vector<std::int64_t> hidden;    ///< Dense: widths between image and code, from the image on.
  ConvolutionalOptions convolutional;  ///< Convolutional.
  std::int64_t code = 36;              ///< Width of the code.
  Activation activation = Activation::kRelu;  ///< After every layer but the last.
  Output output = Output::kSigmoid;           ///< After the last.
};

}  // namespace codegrid
