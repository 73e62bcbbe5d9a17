#pragma once

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cstdint>
#include <string>

namespace codegrid {

/// A PPM file: a picture whose pixels all have that colour.
inline std::string color_picture(int height, int width, std::array<int, 3> color) {
  std::string bytes = fmt::format("P6\n{} {}\n255\n", width, height);
  for (int i = 0; i < height * width; ++i) {
    for (const int value : color) bytes += static_cast<char>(value);
  }
  return bytes;
}

/// A PNG file of red, green, blue and alpha: `color` where the left half is, nothing on the right.
inline std::string half_transparent_picture(int height, int width, std::array<int, 3> color) {
  using std::string_literals::operator""s;
  const auto big = [](std::uint64_t value) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xFF);
    return bytes;
  };
  const auto chunk = [&](const std::string& name, const std::string& content) {
    const std::string summed = name + content;
    return big(content.size()) + summed +
           big(crc32(0, reinterpret_cast<const Bytef*>(summed.data()),
                     static_cast<uInt>(summed.size())));
  };
  std::string raw;
  for (int y = 0; y < height; ++y) {
    raw += '\0';
    for (int x = 0; x < width; ++x) {
      for (const int value : color) raw += static_cast<char>(value);
      raw += static_cast<char>(x < width / 2 ? 255 : 0);
    }
  }
  std::string packed(compressBound(static_cast<uLong>(raw.size())), '\0');
  auto size = static_cast<uLongf>(packed.size());
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(raw.data()), static_cast<uLong>(raw.size()));
  packed.resize(size);
  return "\x89PNG\r\n\x1a\n"s +
         chunk("IHDR", big(static_cast<std::uint64_t>(width)) +
                           big(static_cast<std::uint64_t>(height)) + "\x08\x06\0\0\0"s) +
         chunk("IDAT", packed) + chunk("IEND", "");
}

}  // namespace codegrid
