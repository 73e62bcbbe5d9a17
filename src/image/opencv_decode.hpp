#pragma once

#include <opencv2/core.hpp>
#include <string_view>

namespace codegrid {

enum class OpenCvColor {
  kAsStored,  ///< Grey stays grey, alpha stays.
  kColor      ///< 8 bits of red, green and blue, whatever is stored.
};

/// The picture in the bytes of a file as OpenCV decodes it, never turned: 8 or 16 bits, grey, or
/// red, green and blue (in this order), perhaps with alpha. It writes nothing on stderr, and takes
/// no thread besides the caller's. Throws Error(kBadData) where OpenCV has no picture of it.
cv::Mat opencv_decode(std::string_view bytes, OpenCvColor color);

/// Keeps OpenCV to the thread that calls it. Done once, by whoever decodes first.
void keep_opencv_to_one_thread();

}  // namespace codegrid
