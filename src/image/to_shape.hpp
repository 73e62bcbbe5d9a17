#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

#include "image/options.hpp"

namespace codegrid {

/// The size that all of a picture of `whole` is scaled to: for kPad inside the shape that `options`
/// ask for, for kCrop around it, for kStretch that shape. Each side is rounded, and at least 1.
cv::Size scaled_size(cv::Size whole, const ImageOptions& options);

/// Brings an upright picture (8 bits, grey or red, green and blue) into that shape and writes it to
/// `to` as planes: [channels, height, width]. Luma (ITU-R BT.601) comes before scaling; a side that
/// shrinks is averaged over areas, then one that grows is interpolated. A picture of that shape
/// keeps its values. Inversion comes last.
void to_shape(const cv::Mat& picture, const ImageOptions& options, std::uint8_t* to);

}  // namespace codegrid
