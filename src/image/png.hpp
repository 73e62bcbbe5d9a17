#pragma once

#include <opencv2/core.hpp>
#include <string_view>

#include "image/picture_header.hpp"

namespace codegrid {

/// Of a PNG file; height and width as they are stored. Throws as read_picture_header does.
PictureHeader read_png_header(std::string_view bytes);

/// The picture as it is stored: 8 bits (more are rounded), grey, or red, green and blue, with alpha
/// as the fourth where there is any, in a palette or as a transparent color too.
/// By libpng and not through OpenCV, which has libpng's words on stderr, and drops such a color's
/// transparency. Throws Error(kBadData) where libpng has an error or the checksum of any chunk is
/// wrong.
cv::Mat decode_png(std::string_view bytes);

}  // namespace codegrid
