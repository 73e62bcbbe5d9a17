#pragma once

#include <ATen/core/Tensor.h>

#include "view/grid.hpp"

namespace codegrid {

/// What white and black stand for in the pictures of some codes.
struct CodeRange {
  double lowest = 0;    ///< White, as every value below it.
  double highest = 0;   ///< Black, as every value above it; at least `lowest`.
  double greatest = 0;  ///< Of all values that are drawn; may lie above `highest`.
};

/// From the least to the greatest finite value of `codes` (float32, any shape, on the CPU); 0 to 0
/// where there is none.
CodeRange code_range(const at::Tensor& codes);

/// A code as a picture, row by row: the squarest rectangle of exactly D cells whose sides differ by
/// no more than a factor of three (6x6 for 36, 2x5 for 10), else the nearest larger one with blank
/// cells at the end (3x4 for 11). NaN is white, and so is everything if the range is empty.
///   code: [D] float32 -> [H, W] float32 in [0, 1].
at::Tensor code_image(const at::Tensor& code, const CodeRange& range);

/// The scale to be drawn under such pictures: "0" to "13.2", or to "13.2 or more".
InkScale ink_scale(const CodeRange& range);

}  // namespace codegrid
