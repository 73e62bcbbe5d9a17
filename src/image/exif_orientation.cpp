#include "image/exif_orientation.hpp"

#include <cstdint>

#include "image/byte_reader.hpp"

namespace codegrid {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint32_t kOrientationTag = 0x0112;
constexpr std::uint32_t kShort = 3;

}  // namespace

int exif_orientation(std::string_view exif) {
  if (exif.starts_with("Exif\0\0"sv)) exif.remove_prefix(6);
  const bool little = exif.starts_with("II*\0"sv);
  if (!little && !exif.starts_with("MM\0*"sv)) return 1;
  const ByteReader reader{exif, little ? std::endian::little : std::endian::big};
  if (!reader.has(4, 4)) return 1;
  const std::uint64_t directory = reader.u32(4);
  if (!reader.has(directory, 2)) return 1;
  const std::uint32_t entries = reader.u16(directory);
  for (std::uint32_t i = 0; i < entries; ++i) {
    const std::uint64_t entry = directory + 2 + 12ULL * i;
    if (!reader.has(entry, 12)) return 1;
    if (reader.u16(entry) != kOrientationTag || reader.u16(entry + 2) != kShort) continue;
    const std::uint32_t value = reader.u16(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

}  // namespace codegrid
