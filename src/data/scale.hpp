#pragma once

#include <ATen/core/Tensor.h>

#include <array>

#include "data/image_set.hpp"
#include "data/options.hpp"

namespace codegrid {

/// How bytes become numbers: (byte - lowest) / (highest - lowest), clamped to [0, 1] because images
/// that come later may go beyond what the training set showed.
struct PixelScale {
  double lowest = 0;
  double highest = 255;

  /// What each of the 256 bytes becomes: float32 division, correctly rounded. Every device reads
  /// this one table, so the same bits come out everywhere.
  std::array<float, 256> table() const;

  /// The same, [256] float32 on `device`.
  at::Tensor table_on(at::Device device) const;

  /// uint8 of any shape, on any device -> float32 of that shape in [0, 1], there.
  at::Tensor apply(const at::Tensor& bytes) const;
};

/// minmax: the least and the greatest byte of the set's images. unit: 0 and 255.
/// Throws Error(kBadData) when minmax finds only one value.
PixelScale measure_scale(const ImageSet& set, Scaling scaling);
/// The same of `images` (uint8, any shape).
PixelScale measure_scale(const at::Tensor& images, Scaling scaling);

}  // namespace codegrid
