#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

/// Counts as shaded cells with their numbers. Characters outside ASCII are drawn as '?'; text that
/// finds no room ends in "...".
struct Heatmap {
  std::string title;
  std::string subtitle;                ///< Smaller, below the title, in lines; empty for none.
  std::string x_label;                 ///< What the columns are.
  std::string y_label;                 ///< What the rows are.
  at::Tensor counts;                   ///< [R, C] int64, not negative.
  std::vector<std::string> row_names;  ///< [R], left of the rows.
  /// [C], above the columns; a newline in a name starts another line.
  std::vector<std::string> column_names;
  /// The count of the darkest shade, so that several maps have the same shades; 0: the largest.
  std::int64_t darkest = 0;
};

/// As the bytes of a PNG file. Each cell is shaded by its share of the darkest count; numbers are
/// legible on their shade and fit their cell at any count, for which all columns widen alike.
/// Throws Error(kFailed) if it cannot be encoded, TORCH_CHECK for counts or names of another shape
/// or type.
std::string draw_heatmap(const Heatmap& heatmap);

}  // namespace codegrid
