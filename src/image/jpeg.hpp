#pragma once

#include <opencv2/core.hpp>
#include <string_view>

#include "image/picture_header.hpp"

namespace codegrid {

/// Of a JPEG file; height and width as they are stored. Throws as read_picture_header does.
PictureHeader read_jpeg_header(std::string_view bytes);

/// The picture as it is stored: 8 bits, grey, or red, green and blue. `grey`: only its luma, where
/// the file has that apart (ITU-R BT.601, as JFIF says). CMYK and YCCK become RGB, without a color
/// profile.
/// A picture whose sides are at least 2, 4 or 8 times those of `least` may come smaller by that
/// factor: libjpeg then makes each block of pixels from the lowest frequencies of its cosines
/// alone. At 1/8 that is the exact mean of the block. At 1/2 and 1/4 it is the mean but for
/// frequencies that an average over two by two of its pixels, or more, takes away: hence `least`
/// should be twice the size that is wanted, and the whole remains an average over areas. Throws
/// Error(kBadData) where libjpeg has an error or any warning, since it makes up what it warns of:
/// "is damaged: Premature end of JPEG file".
cv::Mat decode_jpeg(std::string_view bytes, bool grey, cv::Size least);

}  // namespace codegrid
