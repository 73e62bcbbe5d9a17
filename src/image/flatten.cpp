#include "image/flatten.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace codegrid {
namespace {

// Exactly value / 257, rounded.
std::uint8_t byte_of(std::uint32_t value) {
  return static_cast<std::uint8_t>((value * 255 + 32895) >> 16);
}

cv::Mat in_bytes(const cv::Mat& pixels) {
  if (pixels.depth() == CV_8U) return pixels;
  cv::Mat bytes(pixels.size(), CV_8UC(pixels.channels()));
  const int values = pixels.cols * pixels.channels();
  for (int y = 0; y < pixels.rows; ++y) {
    const auto* from = pixels.ptr<std::uint16_t>(y);
    std::transform(from, from + values, bytes.ptr(y), byte_of);
  }
  return bytes;
}

}  // namespace

cv::Mat flatten(const StoredPicture& picture, const Background& background) {
  const cv::Mat bytes = in_bytes(picture.pixels);
  if (bytes.channels() != 4) return bytes;
  const std::array behind{static_cast<int>(background.red), static_cast<int>(background.green),
                          static_cast<int>(background.blue)};
  cv::Mat flat(bytes.size(), CV_8UC3);
  for (int y = 0; y < bytes.rows; ++y) {
    const std::uint8_t* from = bytes.ptr(y);
    std::uint8_t* to = flat.ptr(y);
    for (int x = 0; x < bytes.cols; ++x, from += 4, to += 3) {
      const int alpha = from[3];
      for (std::size_t c = 0; c < 3; ++c) {
        const int color = from[c] * (picture.premultiplied ? 255 : alpha);
        to[c] = static_cast<std::uint8_t>(
            std::min((color + behind[c] * (255 - alpha) + 127) / 255, 255));
      }
    }
  }
  return flat;
}

}  // namespace codegrid
