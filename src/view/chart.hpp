#pragma once

#include <string>
#include <vector>

namespace codegrid {

/// One curve. Values that are not finite are left out, and so are those beyond 1e100.
struct Curve {
  std::string name;
  std::vector<double> y;  ///< At the chart's x; at most as many as there are of those.
};

/// Curves over a count such as epochs, or over numbers that were tried. Characters outside ASCII
/// are drawn as '?'; text that finds no room ends in "...".
struct Chart {
  std::string title;
  std::string x_label;
  std::string y_label;  ///< "(log scale)" is added where the scale is logarithmic.
  std::vector<Curve> curves;
  std::vector<double> x{};  ///< Whole numbers, rising; empty: 1, 2, ...
  bool linear = false;      ///< The y axis is, whatever the values.
  /// Draw a thin vertical line at this x, e.g. the best epoch; none outside the curves, as 0 is.
  double mark_x = 0;
  std::string mark_name;
};

/// Curves over labelled axes with round tick values and a legend, as the bytes of a PNG file, 880
/// pixels wide and as high as the legend needs. Every value is visible. The y axis, unless
/// `linear`, is logarithmic if all values are positive and the largest is more than three times the
/// smallest, so that a steep beginning leaves room for the rest; else linear. Short curves have a
/// dot at each value, and so has a value without neighbours. Throws Error(kFailed) if it cannot be
/// encoded.
std::string draw_chart(const Chart& chart);

}  // namespace codegrid
