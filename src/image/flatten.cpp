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

std::uint8_t at_most_255(std::uint32_t value) {
  return static_cast<std::uint8_t>(std::min(value, std::uint32_t{255}));
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
  const std::array ground{static_cast<std::uint8_t>(background.red),
                          static_cast<std::uint8_t>(background.green),
                          static_cast<std::uint8_t>(background.blue)};
  cv::Mat flat(bytes.size(), CV_8UC3);
  for (int y = 0; y < bytes.rows; ++y) {
    const std::uint8_t* from = bytes.ptr(y);
    std::uint8_t* to = flat.ptr(y);
    for (int x = 0; x < bytes.cols; ++x, from += 4, to += 3) {
      const std::uint32_t alpha = from[3];
      if (alpha == 255 || (alpha == 0 && !picture.premultiplied)) {  // as most pixels are
        const std::uint8_t* seen = alpha == 255 ? from : ground.data();
        for (std::size_t c = 0; c < 3; ++c) to[c] = seen[c];
        continue;
      }
      const std::uint32_t weight = picture.premultiplied ? 255 : alpha;
      for (std::size_t c = 0; c < 3; ++c)
        to[c] = at_most_255((from[c] * weight + ground[c] * (255 - alpha) + 127) / 255);
    }
  }
  return flat;
}

}  // namespace codegrid
