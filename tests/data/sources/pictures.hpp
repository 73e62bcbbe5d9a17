#pragma once

#include <fmt/format.h>

#include <string>

namespace codegrid {

/// A PGM file: a grey picture whose pixels are all `value`.
inline std::string grey_picture(int height, int width, int value) {
  return fmt::format("P5\n{} {}\n255\n", width, height) +
         std::string(static_cast<std::size_t>(height) * static_cast<std::size_t>(width),
                     static_cast<char>(value));
}

}  // namespace codegrid
