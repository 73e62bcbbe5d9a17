#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

/// One picture in a grid. An undefined image leaves the cell blank.
struct Cell {
  /// [H, W], [1, H, W] or [3, H, W] float32 in [0, 1]. One channel is drawn as ink, 1 being black
  /// on white; three are red, green and blue, drawn as they are. NaN counts as 0.
  at::Tensor image;
  std::string caption;  ///< Above the cell; empty for none.
};

/// A rectangle of pictures under one title, dark ink on white, no axes. Characters outside ASCII
/// are drawn as '?'; text that finds no room ends in "...".
struct Grid {
  std::string title;                    ///< Empty for none.
  std::string subtitle;                 ///< Smaller, below the title; empty for none.
  std::vector<std::vector<Cell>> rows;  ///< Rows may differ in length.
  std::vector<std::string> row_names;   ///< Left of each row; empty for none.

  /// Height and width that an image may fill, in pixels. Small images are enlarged by the largest
  /// whole number that fits, pixels staying sharp squares; larger ones are reduced. Cells shrink to
  /// the largest image so drawn.
  std::int64_t cell_pixels = 84;
};

/// The grid as the bytes of a PNG file. Throws Error(kFailed) if it cannot be encoded, TORCH_CHECK
/// for images of another shape or type.
std::string draw_grid(const Grid& grid);

/// A code as a picture, row by row: the squarest rectangle of exactly D cells whose sides differ by
/// no more than a factor of three (6x6 for 36, 2x5 for 10), else the nearest larger one with blank
/// cells at the end (3x4 for 11). Values are scaled so that `lowest` is white and `highest` is ink;
/// NaN is white, and so is everything if the two are equal.
///   code: [D] float32 -> [H, W] float32 in [0, 1].
at::Tensor code_image(const at::Tensor& code, double lowest, double highest);

}  // namespace codegrid
