#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "data/augmentation_options.hpp"

namespace codegrid {

/// How images may be changed and still be of the same group, and why, in words for a comment.
struct PresetAdvice {
  AugmentationPreset preset = AugmentationPreset::kObjects;
  std::string why{};
};

/// `handwriting` for strokes on a plain background: grey images, of whose pixels 7 tenths or more
/// are nearly black, or nearly white, and of those at the edges nearly all. So are MNIST's (82 and
/// 100 %), and Fashion-MNIST's are not (56 and 88 %). Else `objects`.
///   sample: some of them, [N, C, H, W] uint8, N 1 or more.
PresetAdvice advise_preset(const at::Tensor& sample);

}  // namespace codegrid
