#pragma once

#include <cstdint>

namespace codegrid {

/// How a picture of another shape comes into the one that an encoder takes.
enum class Fit {
  kPad,     ///< All of it, as large as it fits, in the middle; the rest is background.
  kCrop,    ///< As small as it covers all, its middle.
  kStretch  ///< All of it, height and width each by its own factor.
};

/// Red, green and blue, each 0 to 255.
struct Background {
  std::int64_t red = 255;
  std::int64_t green = 255;
  std::int64_t blue = 255;

  bool operator==(const Background&) const = default;
};

/// The one shape that every picture is brought into. An encoder carries these settings, since new
/// pictures must come to it as those did that it was trained on.
struct ImageOptions {
  std::int64_t height = 64;
  std::int64_t width = 64;
  std::int64_t channels = 3;  ///< 1 (grey) or 3 (red, green, blue).
  Fit fit = Fit::kPad;
  Background background{};  ///< Behind transparent pixels, and around a padded picture.
  bool invert = false;      ///< 255 - value, at the very end: ink is then bright, as in MNIST.

  bool operator==(const ImageOptions&) const = default;
};

}  // namespace codegrid
