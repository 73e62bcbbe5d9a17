#pragma once

#include <opencv2/core.hpp>
#include <string_view>

#include "image/flatten.hpp"

namespace codegrid {

/// The first page of a TIFF file as it is stored: 8 or 16 bits, grey, or red, green and blue, with
/// alpha as the fourth where there is any. Throws Error(kBadData) for a file that is shorter than
/// its page, or that OpenCV refuses.
StoredPicture decode_tiff(std::string_view bytes);

}  // namespace codegrid
