#pragma once

#include <opencv2/core.hpp>
#include <string_view>

#include "image/picture_header.hpp"

namespace codegrid {

/// Of a BMP file. Throws as read_picture_header does.
PictureHeader read_bmp_header(std::string_view bytes);

/// The picture: 8 bits, grey, or red, green and blue, with alpha as the fourth where there is a
/// mask for it. Throws Error(kBadData) for a file that is shorter than its picture, or that OpenCV
/// refuses.
cv::Mat decode_bmp(std::string_view bytes);

}  // namespace codegrid
