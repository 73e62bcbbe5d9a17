#include "image/tiff_pieces.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <vector>

#include "image/refusal.hpp"

namespace codegrid {
namespace {

// Memory is taken for a whole tile, be the picture ever so small.
constexpr std::int64_t kMostTilePixels = 1 << 24;

std::int64_t parts(std::int64_t whole, std::int64_t part) { return (whole + part - 1) / part; }

unsigned char byte_at(std::string_view bytes, std::size_t place) {
  return static_cast<unsigned char>(bytes[place]);
}

// A byte n below 128: n + 1 bytes as they are; above: the next one, 257 - n times.
bool packbits_unpacks_to(std::string_view packed, std::int64_t size) {
  std::int64_t unpacked = 0;
  for (std::size_t at = 0; at < packed.size() && unpacked < size;) {
    const std::size_t n = byte_at(packed, at);
    const std::size_t stored = n < 128 ? n + 1 : n == 128 ? 0 : 1;
    if (stored > packed.size() - at - 1) return false;
    unpacked += static_cast<std::int64_t>(n < 128 ? n + 1 : n == 128 ? 0 : 257 - n);
    at += 1 + stored;
  }
  return unpacked >= size;
}

// Codes of 9 to 12 bits, the highest bit first (TIFF 6.0, section 13): only the length of what
// each stands for is kept.
bool lzw_unpacks_to(std::string_view packed, std::int64_t size) {
  constexpr std::uint32_t kClear = 256;
  constexpr std::uint32_t kEnd = 257;
  constexpr std::uint32_t kMostCodes = 4096;
  std::array<std::int64_t, kMostCodes> length;
  length.fill(1);
  std::uint32_t next = kEnd + 1;
  std::int64_t previous = 0;  // length of what the code before stood for; 0: there was none
  std::int64_t unpacked = 0;
  std::uint64_t bits = 0;
  int count = 0;
  int width = 9;
  for (std::size_t at = 0; unpacked < size;) {
    for (; count < width && at < packed.size(); ++at, count += 8)
      bits = bits << 8 | byte_at(packed, at);
    if (count < width) return false;
    count -= width;
    const auto code = static_cast<std::uint32_t>(bits >> count & ((1U << width) - 1));
    if (code == kEnd) return false;
    if (code == kClear) {
      next = kEnd + 1;
      width = 9;
      previous = 0;
      continue;
    }
    if (code > next || (code == next && previous == 0) || (code >= kClear && previous == 0))
      return false;
    const std::int64_t now = code == next ? previous + 1 : length[code];
    if (previous > 0 && next < kMostCodes - 1) {
      length[next++] = previous + 1;
      if (next + 1 >= 1U << width && width < 12) ++width;  // one code early
    }
    previous = now;
    unpacked += now;
  }
  return true;
}

bool deflate_unpacks_to(std::string_view packed, std::int64_t size) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  std::vector<Bytef> part(1 << 14);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // NOLINT
  stream.avail_in =
      static_cast<uInt>(std::min<std::size_t>(packed.size(), std::numeric_limits<uInt>::max()));
  std::int64_t unpacked = 0;
  int status = Z_OK;
  // To its end, if it has one: there stands a checksum.
  while (status == Z_OK && unpacked <= size) {
    stream.next_out = part.data();
    stream.avail_out = static_cast<uInt>(part.size());
    status = inflate(&stream, Z_NO_FLUSH);
    unpacked += static_cast<std::int64_t>(part.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return unpacked >= size && (status == Z_OK || status == Z_STREAM_END);
}

// Bits from the lowest on, by programs of before 1991: libtiff reads them still.
bool is_old_lzw(std::string_view packed) {
  return packed.size() >= 2 && packed[0] == '\0' && (byte_at(packed, 1) & 1) != 0;
}

bool is_whole(const TiffPage& page, std::string_view packed, std::int64_t size) {
  switch (page.compression) {
    case tiff::kFax2:
    case tiff::kFax3:
    case tiff::kFax4:
      return true;
    case tiff::kJpeg:
      return packed.starts_with("\xff\xd8") && packed.find("\xff\xd9") != std::string_view::npos;
    case tiff::kLzw:
      return is_old_lzw(packed) || unpacks_to(page.compression, packed, size);
    default:
      return unpacks_to(page.compression, packed, size);
  }
}

}  // namespace

bool unpacks_to(std::uint32_t compression, std::string_view packed, std::int64_t size) {
  switch (compression) {
    case tiff::kLzw:
      return lzw_unpacks_to(packed, size);
    case tiff::kDeflate:
    case tiff::kOldDeflate:
      return deflate_unpacks_to(packed, size);
    case tiff::kPackBits:
      return packbits_unpacks_to(packed, size);
    default:
      return static_cast<std::int64_t>(packed.size()) >= size;
  }
}

void require_all_pixels(const TiffPage& page, std::string_view bytes) {
  if (page.piece_width <= 0 || page.piece_height <= 0)
    throw damaged_picture("its strips or tiles have no size");
  if (page.tiled && page.piece_height > kMostTilePixels / page.piece_width)
    throw damaged_picture("its tiles are too large");
  const std::int64_t across = parts(page.width, page.piece_width);
  const std::int64_t down = parts(page.height, page.piece_height);
  const std::int64_t count = across * down * (page.planar ? page.samples : 1);
  if (static_cast<std::int64_t>(page.pieces.size()) < count)
    throw damaged_picture("it has too few strips or tiles for its size");
  const std::int64_t row =
      (page.piece_width * (page.planar ? 1 : page.samples) * page.bits + 7) / 8;
  for (std::int64_t i = 0; i < count; ++i) {
    const TiffPiece& piece = page.pieces[static_cast<std::size_t>(i)];
    if (piece.place > bytes.size() || piece.size > bytes.size() - piece.place)
      throw truncated_picture(bytes.size());
    const std::int64_t above = i / across % down * page.piece_height;
    const std::int64_t rows =
        page.tiled ? page.piece_height : std::min(page.piece_height, page.height - above);
    const std::string_view packed =
        bytes.substr(static_cast<std::size_t>(piece.place), static_cast<std::size_t>(piece.size));
    if (packed.empty() || !is_whole(page, packed, row * rows))
      throw damaged_picture("a strip or tile of it holds fewer pixels than it should");
  }
}

}  // namespace codegrid
