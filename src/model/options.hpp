#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace codegrid {

enum class Activation { kRelu, kTanh, kSigmoid, kElu, kLinear };
enum class Output { kSigmoid, kLinear };

enum class ModelKind { kDense, kConvolutional };
enum class Downsampling { kPool, kPoolEarly, kStride };

/// What a convolutional encoder is made of, level by level from the image on; each level halves
/// height and width. Then come the dense layers of ModelOptions::hidden, and the code. The decoder
/// mirrors it.
struct ConvolutionalOptions {
  std::vector<std::int64_t> channels{16, 32};  ///< Of each level, from the image on.
  std::int64_t kernel = 3;                     ///< Side of every kernel in pixels, odd.
  /// Max pooling at the end of a level (kPool) or right after its convolution (kPoolEarly: what
  /// follows sees a quarter of the pixels), or convolutions of stride 2.
  Downsampling downsampling = Downsampling::kPool;
  bool batch_norm = false;  ///< Before the activation of each level and of each hidden layer (Ioffe
                            ///< and Szegedy 2015).
  double dropout = 0;       ///< Share of what enters the code's layer that training leaves out.
};

/// The autoencoder's shape. The decoder mirrors the encoder: hidden {500, 200} and code 10 give
/// inputs - 500 - 200 - 10 - 200 - 500 - inputs.
struct ModelOptions {
  ModelKind kind = ModelKind::kDense;
  std::vector<std::int64_t> hidden;    ///< Widths of dense layers between image and code, from the
                                       ///< image on; convolutional: behind the levels.
  ConvolutionalOptions convolutional;  ///< Convolutional.
  std::int64_t code = 36;              ///< Width of the code.
  Activation activation = Activation::kRelu;    ///< After every layer but the code's and the last.
  std::optional<Activation> code_activation{};  ///< After the code's; none: as `activation`.
  Output output = Output::kSigmoid;             ///< After the last.

  Activation activation_of_code() const { return code_activation.value_or(activation); }
};

}  // namespace codegrid
