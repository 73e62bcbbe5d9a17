#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace codegrid {

/// One picture in a grid. An undefined image leaves the cell blank.
struct Cell {
  /// [H, W], [1, H, W] or [3, H, W] float32 in [0, 1]. One channel is drawn as ink, 1 being black
  /// on white; three are red, green and blue, drawn as they are. NaN counts as 0.
  at::Tensor image;
  std::string caption;  ///< Above the cell; empty for none.
  bool framed = false;  ///< A thin line around the image, which may be white at its edges.
};

/// What the shades of a grid's images stand for: a bar from white to black with a text at each end.
struct InkScale {
  std::string name;   ///< Left of it, below the names of the rows.
  std::string white;  ///< "0".
  std::string black;  ///< "13.2"; empty where everything is white: the bar is, too.
};

/// A rectangle of pictures under one title, dark ink on white, no axes. Characters outside ASCII
/// are drawn as '?'; text that finds no room ends in "...".
struct Grid {
  std::string title;                    ///< Empty for none.
  std::string subtitle;                 ///< Smaller, below the title, in lines; empty for none.
  std::vector<std::vector<Cell>> rows;  ///< Rows may differ in length.
  std::vector<std::string> row_names;   ///< Left of each row; empty for none.
  std::optional<InkScale> scale;        ///< Below the rows.

  /// Height and width that an image may fill, in pixels. Small images are enlarged by the largest
  /// whole number that fits, pixels staying sharp squares; larger ones are reduced. Cells shrink to
  /// the largest image so drawn.
  std::int64_t cell_pixels = 84;
};

/// Images of at most so many pixels a side are drawn whole.
inline constexpr std::int64_t kLargestCell = 256;

/// The `cell_pixels` of a grid of `rows` and `columns` of images: `least`, or as many as an image
/// has, up to kLargestCell; fewer where the picture, with its text, would not stay below 4,000
/// pixels a side.
///   shape: {C, H, W} of the images; rows, columns: in [1, 250].
std::int64_t cell_side(std::int64_t least, const std::vector<std::int64_t>& shape,
                       std::int64_t rows, std::int64_t columns);

/// The grid as the bytes of a PNG file. Throws Error(kFailed) if it cannot be encoded, TORCH_CHECK
/// for images of another shape or type.
std::string draw_grid(const Grid& grid);

/// `image` at the size at which a grid of cells of `cell_pixels` draws it, where that is smaller:
/// a grid of many large images then takes no more memory than one of small ones. Others as they
/// are. TORCH_CHECK for other shapes or types.
///   image: [H, W], [1, H, W] or [3, H, W] float32 -> of as many dimensions.
at::Tensor reduced_image(const at::Tensor& image, std::int64_t cell_pixels);

}  // namespace codegrid
