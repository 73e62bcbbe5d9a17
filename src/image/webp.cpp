#include "image/webp.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "image/byte_reader.hpp"
#include "image/exif_orientation.hpp"
#include "image/opencv_decode.hpp"
#include "image/refusal.hpp"

namespace codegrid {
namespace {

// Flags of the chunk VP8X.
constexpr std::uint32_t kAnimation = 0x02;
constexpr std::uint32_t kAlpha = 0x10;

// Where decoders of OpenCV look that it asks about a file once its WebP decoder does not know it:
// DICOM's, which ends the program at a damaged file, and that of elevation data.
constexpr std::pair<std::uint64_t, std::string_view> kMarksOfOthers[] = {{128, "DICM"},
                                                                         {240, "DTED"}};

constexpr std::uint64_t kFirstChunk = 12;
constexpr std::uint64_t kChunkHead = 8;

struct Chunk {
  std::string_view name;
  std::uint64_t at = 0;  // of its content
  std::uint64_t size = 0;
};

Chunk chunk_at(const ByteReader& reader, std::uint64_t place) {
  return {reader.bytes.substr(static_cast<std::size_t>(place), 4), place + kChunkHead,
          reader.u32(place + 4)};
}

// Chunks begin at even places.
std::uint64_t after(const Chunk& chunk) { return chunk.at + chunk.size + chunk.size % 2; }

std::uint32_t u24(const ByteReader& reader, std::uint64_t place) {
  return static_cast<std::uint32_t>(reader.number(place, 3));
}

// RFC 6386, 9.1: a key frame's tag, its mark, then 14 bits a side.
void read_lossy(const ByteReader& reader, const Chunk& chunk, PictureHeader& header) {
  if (u24(reader, chunk.at + 3) != 0x2A019D) throw damaged_picture("it begins with no key frame");
  header.width = reader.u16(chunk.at + 6) & 0x3FFF;
  header.height = reader.u16(chunk.at + 8) & 0x3FFF;
}

// The lossless stream: its mark, then sides less one, 14 bits each, and whether it has alpha.
void read_lossless(const ByteReader& reader, const Chunk& chunk, PictureHeader& header) {
  if (reader.u8(chunk.at) != 0x2F) throw damaged_picture("its lossless stream has no mark");
  const std::uint32_t packed = reader.u32(chunk.at + 1);
  header.width = (packed & 0x3FFF) + 1;
  header.height = (packed >> 14 & 0x3FFF) + 1;
  header.alpha = (packed >> 28 & 1) != 0;
}

void read_extended(const ByteReader& reader, const Chunk& chunk, PictureHeader& header) {
  const std::uint32_t flags = reader.u8(chunk.at);
  header.width = u24(reader, chunk.at + 4) + 1;
  header.height = u24(reader, chunk.at + 7) + 1;
  header.alpha = (flags & kAlpha) != 0;
  if ((flags & kAnimation) != 0)
    throw data_error("is an animated WebP; expected a picture that stands still");
  for (std::uint64_t at = after(chunk); reader.has(at, kChunkHead);) {
    const Chunk next = chunk_at(reader, at);
    if (next.name == "EXIF" && reader.has(next.at, next.size)) {
      header.orientation = exif_orientation(reader.bytes.substr(
          static_cast<std::size_t>(next.at), static_cast<std::size_t>(next.size)));
    }
    at = after(next);
  }
}

}  // namespace

PictureHeader read_webp_header(std::string_view bytes) {
  const ByteReader reader{bytes, std::endian::little};
  if (!reader.has(kFirstChunk, kChunkHead)) throw truncated_header(bytes.size());
  PictureHeader header{.format = PictureFormat::kWebp, .channels = 3};
  const Chunk first = chunk_at(reader, kFirstChunk);
  if (first.name == "VP8 ") {
    read_lossy(reader, first, header);
  } else if (first.name == "VP8L") {
    read_lossless(reader, first, header);
  } else if (first.name == "VP8X") {
    read_extended(reader, first, header);
  } else {
    throw damaged_picture("its first chunk holds no picture");
  }
  return header;
}

cv::Mat decode_webp(std::string_view bytes) {
  const ByteReader reader{bytes, std::endian::little};
  const std::uint64_t stated = kChunkHead + reader.u32(4);
  if (stated > bytes.size()) throw truncated_picture(bytes.size());
  for (std::uint64_t at = kFirstChunk; at + kChunkHead <= stated;) {
    const Chunk chunk = chunk_at(reader, at);
    if (chunk.size > stated - chunk.at) throw damaged_picture("a chunk is longer than the file");
    at = after(chunk);
  }
  const std::string_view picture = bytes.substr(0, static_cast<std::size_t>(stated));
  for (const auto& [place, mark] : kMarksOfOthers) {
    if (picture.size() > place && picture.substr(place).starts_with(mark))
      throw damaged_picture(fmt::format("it holds the mark of a {} file", mark));
  }
  return opencv_decode(picture, OpenCvColor::kAsStored);
}

}  // namespace codegrid
