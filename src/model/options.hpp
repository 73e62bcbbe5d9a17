#pragma once

#include <cstdint>
#include <vector>

namespace codegrid {

enum class Activation { kRelu, kTanh, kSigmoid, kElu, kLinear };
enum class Output { kSigmoid, kLinear };

/// The autoencoder's shape. The decoder mirrors the encoder: hidden {500, 200} and code 10 give
/// inputs - 500 - 200 - 10 - 200 - 500 - inputs.
struct ModelOptions {
  std::vector<std::int64_t> hidden;  ///< Widths between the image and the code, from the image on.
  std::int64_t code = 36;            ///< Width of the code.
  Activation activation = Activation::kRelu;  ///< After every layer but the last.
  Output output = Output::kSigmoid;           ///< After the last.
};

}  // namespace codegrid
