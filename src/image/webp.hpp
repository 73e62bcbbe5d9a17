#pragma once

#include <opencv2/core.hpp>
#include <string_view>

#include "image/picture_header.hpp"

namespace codegrid {

/// Of a WebP file; height and width as they are stored. Throws as read_picture_header does.
PictureHeader read_webp_header(std::string_view bytes);

/// The picture as it is stored: 8 bits, red, green and blue, with alpha as the fourth where there
/// is any. Throws Error(kBadData) for a file that is shorter than it says, or that libwebp refuses;
/// WebP has no checksums.
cv::Mat decode_webp(std::string_view bytes);

}  // namespace codegrid
