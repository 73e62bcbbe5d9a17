#pragma once

#include <ATen/core/Tensor.h>

#include "data/options.hpp"
#include "image/options.hpp"

namespace codegrid {

/// What the values of an image look like on paper.
enum class Tone {
  kInk,      ///< One channel is ink, 1 being black, as MNIST's; three are drawn as they are.
  kLight,    ///< Photographs: 1 is light, whatever the channels.
  kNegative  ///< Photographs that were inverted: 1 was dark.
};

/// Pictures in files of their own are shown as those files look, others as ink.
///   image: how they came into their shape, as the encoder says it.
Tone tone_of(Dataset dataset, const ImageOptions& image);

/// `image` as a grid is to be given it.
///   image: [C, H, W] float32 in [0, 1] -> [1, H, W], drawn as ink, or [3, H, W], drawn as it is.
at::Tensor shown_image(const at::Tensor& image, Tone tone);

}  // namespace codegrid
