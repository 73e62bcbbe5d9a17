#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/options.hpp"

namespace codegrid {

/// What a layer is, as data. The module that trains, the shapes, the summary and the exported
/// encoder are all made from lists of these; each kind is said once here.

/// {C, H, W} of an image, or {width} of what is flat; the batch stands in front of it.
using Shape = std::vector<std::int64_t>;

/// [N, inputs] -> [N, outputs].
struct Dense {
  std::int64_t inputs;
  std::int64_t outputs;
};

/// [N, inputs, H, W] -> [N, outputs, H / stride, W / stride], rounded up: a square kernel of an odd
/// side, zeros around the image.
struct Convolution {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t kernel;
  std::int64_t stride = 1;
};

/// The way back of such a convolution: [N, inputs, h, w] -> [N, outputs, height, width], where h
/// and w are height and width over the stride, rounded up.
struct TransposedConvolution {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t kernel;
  std::int64_t stride;
  std::int64_t height;
  std::int64_t width;
};

/// The greatest of each `size` x `size` pixels; what is left over at the right and below is left
/// out.
struct MaxPooling {
  std::int64_t size;
};

/// To `height` x `width`, by the nearest pixel.
struct Upsampling {
  std::int64_t height;
  std::int64_t width;
};

/// Each channel of images, or each value of what is flat, to mean 0 and variance 1, then scaled and
/// shifted (Ioffe and Szegedy 2015): by the batch while training, by running means otherwise.
struct BatchNorm {
  std::int64_t channels;
  double epsilon = 1e-5;
  double momentum = 0.1;  ///< Share of a batch in the running means.
};

/// While training, sets a share of the numbers to 0 and scales the others up (Srivastava et al.
/// 2014).
struct Dropout {
  double share;
};

struct Activate {
  Activation activation;
};

/// [N, ...] -> [N, all of it].
struct Flatten {};

/// [N, all of it] -> [N, C, H, W]; what has that shape already stays.
struct Reshape {
  Shape shape;
};

using Layer = std::variant<Dense, Convolution, TransposedConvolution, MaxPooling, Upsampling,
                           BatchNorm, Dropout, Activate, Flatten, Reshape>;

/// A layer under the name that its parameters have in checkpoints, "dense0".
struct NamedLayer {
  std::string name;
  Layer layer;
};
using Layers = std::vector<NamedLayer>;

/// What `layer` makes of one image, or code, of shape `input`. TORCH_CHECK where it cannot take it.
Shape output_shape(const Layer& layer, const Shape& input);

/// The place of an encoder's layer that gives the code: its last dense one. TORCH_CHECK where there
/// is none.
std::size_t place_of_code_layer(const Layers& encoder);

/// An autoencoder as data. The encoder takes [N, C, H, W] or [N, C*H*W] and gives [N, code]; the
/// decoder takes that and gives [N, C*H*W] logits. Without a decoder it is an encoder alone.
struct Architecture {
  Shape image_shape;  ///< {C, H, W}.
  Layers encoder;
  Layers decoder;
  Output output = Output::kSigmoid;  ///< What makes pixels of logits.
  /// Of a variational autoencoder, whose codes are means: takes what enters the layer that gives
  /// the code, and gives the logarithms of the variances, [N, code]. Empty for all others.
  Layers log_variance{};
};

}  // namespace codegrid
