#pragma once

#include <opencv2/core.hpp>

#include "image/options.hpp"

namespace codegrid {

/// A picture as its file stores it.
struct StoredPicture {
  cv::Mat pixels;              ///< 8 or 16 bits; grey, or red, green and blue, or these with alpha.
  bool premultiplied = false;  ///< Colors are multiplied by alpha already.
};

/// The picture in 8 bits (of 16, value / 257, rounded), grey or red, green and blue: what is
/// transparent shows the background, each value rounded to the nearest.
cv::Mat flatten(const StoredPicture& picture, const Background& background);

}  // namespace codegrid
