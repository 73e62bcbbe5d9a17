#pragma once

#include <opencv2/core.hpp>
#include <string_view>

#include "image/picture_header.hpp"

namespace codegrid {

/// Of a PBM, PGM or PPM file, P1 to P6. Throws as read_picture_header does.
PictureHeader read_pnm_header(std::string_view bytes);

/// The picture: 8 bits, grey, or red, green and blue. Values are scaled from the file's greatest
/// value to 255 and rounded; of a bitmap, 1 is black. Only the first picture, where several follow
/// each other.
/// By hand, since OpenCV leaves values as they are whatever the greatest one is, and makes up those
/// that are missing. Throws Error(kBadData) for a file that ends before its picture, and for a
/// value above the greatest.
cv::Mat decode_pnm(std::string_view bytes);

}  // namespace codegrid
