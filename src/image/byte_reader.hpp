#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "image/refusal.hpp"

namespace codegrid {

/// Whole numbers in the header of a file.
struct ByteReader {
  std::string_view bytes;
  std::endian order = std::endian::big;

  bool has(std::uint64_t place, std::uint64_t count) const {
    return place <= bytes.size() && count <= bytes.size() - place;
  }

  /// The unsigned number in `count` bytes (1 to 8) at `place`. Throws truncated_header where the
  /// file ends before them.
  std::uint64_t number(std::uint64_t place, std::size_t count) const {
    if (!has(place, count)) throw truncated_header(bytes.size());
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t from = order == std::endian::big ? i : count - 1 - i;
      value =
          value << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(place) + from]);
    }
    return value;
  }

  std::uint32_t u8(std::uint64_t place) const {
    return static_cast<std::uint32_t>(number(place, 1));
  }
  std::uint32_t u16(std::uint64_t place) const {
    return static_cast<std::uint32_t>(number(place, 2));
  }
  std::uint32_t u32(std::uint64_t place) const {
    return static_cast<std::uint32_t>(number(place, 4));
  }
};

}  // namespace codegrid
