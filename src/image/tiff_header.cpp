#include "image/tiff_header.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

#include "core/text_table.hpp"
#include "image/byte_reader.hpp"
#include "image/refusal.hpp"

namespace codegrid {
namespace {

enum Tag : std::uint32_t {
  kWidth = 256,
  kHeight = 257,
  kBits = 258,
  kCompression = 259,
  kPhotometric = 262,
  kStripOffsets = 273,
  kOrientation = 274,
  kSamples = 277,
  kRowsPerStrip = 278,
  kStripSizes = 279,
  kPlanar = 284,
  kTileWidth = 322,
  kTileHeight = 323,
  kTileOffsets = 324,
  kTileSizes = 325,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kDngVersion = 50706,
};

constexpr std::uint64_t kEntry = 12;
constexpr std::size_t kMostPages = 100'000;

std::uint64_t size_of_type(std::uint32_t type) { return type == 1 ? 1 : type == 3 ? 2 : 4; }

// One field of a directory: `count` numbers of BYTE, SHORT or LONG.
struct TiffField {
  std::uint32_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t place = 0;  // of the first number

  std::uint64_t at(const ByteReader& reader, std::uint64_t i) const {
    const std::uint64_t size = size_of_type(type);
    return reader.number(place + i * size, static_cast<std::size_t>(size));
  }
};

TiffField field_at(const ByteReader& reader, std::uint64_t entry) {
  TiffField field{reader.u16(entry + 2), reader.u32(entry + 4), entry + 8};
  if (field.count * size_of_type(field.type) > 4) field.place = reader.u32(entry + 8);
  return field;
}

std::vector<std::uint64_t> numbers(const ByteReader& reader, const TiffField& field) {
  if (!reader.has(field.place, field.count * size_of_type(field.type)))
    throw truncated_header(reader.bytes.size());
  std::vector<std::uint64_t> values(static_cast<std::size_t>(field.count));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = field.at(reader, i);
  return values;
}

// How many directories follow each other, also in a file whose links go round.
std::int64_t count_pages(const ByteReader& reader) {
  std::set<std::uint64_t> seen;
  std::uint64_t directory = reader.u32(4);
  while (directory != 0 && seen.size() < kMostPages && seen.insert(directory).second) {
    if (!reader.has(directory, 2)) break;
    const std::uint64_t next = directory + 2 + kEntry * reader.u16(directory);
    if (!reader.has(next, 4)) break;
    directory = reader.u32(next);
  }
  return static_cast<std::int64_t>(seen.size());
}

// Gathers the fields of one directory.
class PageReader {
 public:
  explicit PageReader(const ByteReader& reader) : reader_(reader) {}

  TiffPage read() {
    page_.order = reader_.order;
    const std::uint64_t directory = reader_.u32(4);
    const std::uint64_t entries = reader_.u16(directory);
    for (std::uint64_t i = 0; i < entries; ++i) take(directory + 2 + i * kEntry);
    if (page_.width == 0 || page_.height == 0) throw damaged_picture("it states no size");
    if (!page_.tiled) {
      page_.piece_width = page_.width;
      page_.piece_height =
          page_.rows_per_strip == 0 ? page_.height : std::min(page_.rows_per_strip, page_.height);
    }
    if (places_.empty() || sizes_.size() != places_.size())
      throw damaged_picture("it does not state where its pixels are");
    for (std::size_t i = 0; i < places_.size(); ++i)
      page_.pieces.push_back({places_[i], sizes_[i]});
    return page_;
  }

 private:
  void take(std::uint64_t entry) {
    const std::uint32_t tag = reader_.u16(entry);
    const TiffField field = field_at(reader_, entry);
    const auto value = [&] { return field.count == 0 ? 0 : field.at(reader_, 0); };
    const auto number = [&] { return static_cast<std::uint32_t>(value()); };
    switch (tag) {
      case kWidth:
        page_.width = static_cast<std::int64_t>(value());
        break;
      case kHeight:
        page_.height = static_cast<std::int64_t>(value());
        break;
      case kBits:
        take_bits(field);
        break;
      case kCompression:
        page_.compression = number();
        break;
      case kPhotometric:
        page_.photometric = number();
        break;
      case kSamples:
        page_.samples = number();
        break;
      case kPlanar:
        page_.planar = value() == 2;
        break;
      case kRowsPerStrip:
        take_rows(field);
        break;
      case kTileHeight:
        page_.piece_height = static_cast<std::int64_t>(value());
        page_.tiled = true;
        break;
      case kTileWidth:
        page_.piece_width = static_cast<std::int64_t>(value());
        break;
      case kStripOffsets:
      case kTileOffsets:
        places_ = numbers(reader_, field);
        break;
      case kStripSizes:
      case kTileSizes:
        sizes_ = numbers(reader_, field);
        break;
      case kOrientation:
        page_.orientation_place = field.place;
        if (value() >= 1 && value() <= 8) page_.orientation = static_cast<int>(value());
        break;
      case kExtraSamples:
        take_extra(field);
        break;
      case kSampleFormat:
        if (value() != 1)
          throw unreadable_picture("a TIFF picture of numbers with a sign or a point");
        break;
      case kDngVersion:
        throw unreadable_picture("a raw photograph (DNG)");
      default:
        break;
    }
  }
  void take_rows(const TiffField& field) {
    if (field.count == 0) return;
    page_.rows_per_strip = static_cast<std::int64_t>(field.at(reader_, 0));
    page_.rows_place = field.place;
    page_.rows_size = static_cast<int>(size_of_type(field.type));
  }
  void take_bits(const TiffField& field) {
    const std::vector<std::uint64_t> bits = numbers(reader_, field);
    if (bits.empty()) return;
    page_.bits = static_cast<std::uint32_t>(bits.front());
    if (std::any_of(bits.begin(), bits.end(), [&](auto each) { return each != bits.front(); }))
      throw unreadable_picture("a TIFF picture whose values are of different numbers of bits");
  }
  // 0: something else, 1: premultiplied alpha, 2: straight alpha.
  void take_extra(const TiffField& field) {
    if (field.count == 0) return;
    const std::uint64_t kind = field.at(reader_, 0);
    page_.alpha_place = field.place;
    page_.alpha = kind == 1   ? TiffAlpha::kPremultiplied
                  : kind == 2 ? TiffAlpha::kStraight
                              : TiffAlpha::kNone;
  }

  ByteReader reader_;
  TiffPage page_;
  std::vector<std::uint64_t> places_;
  std::vector<std::uint64_t> sizes_;
};

// What OpenCV reads as it should: 8 bits through libtiff's own conversion, 16 as they are stored.
bool is_readable(const TiffPage& page) {
  const bool grey =
      page.photometric == tiff::kWhiteIsZero || page.photometric == tiff::kBlackIsZero;
  if (page.bits == 1) return grey && page.samples == 1;
  if (page.bits == 4) return page.photometric == tiff::kPalette && page.samples == 1;
  if (page.bits == 8) {
    return (grey && page.samples == 1) ||
           (page.photometric == tiff::kPalette && page.samples == 1) ||
           (page.photometric == tiff::kRgb && (page.samples == 3 || page.samples == 4)) ||
           (page.photometric == tiff::kCmyk && page.samples == 4) ||
           (page.photometric == tiff::kYcbcr && page.samples == 3 &&
            page.compression == tiff::kJpeg);
  }
  return page.bits == 16 && !page.planar &&
         ((grey && page.samples == 1) ||
          (page.photometric == tiff::kRgb && (page.samples == 3 || page.samples == 4)));
}

bool is_unpackable(std::uint32_t compression) {
  constexpr std::array kKnown{tiff::kUncompressed, tiff::kFax2,     tiff::kFax3,
                              tiff::kFax4,         tiff::kLzw,      tiff::kJpeg,
                              tiff::kDeflate,      tiff::kPackBits, tiff::kOldDeflate};
  return std::find(kKnown.begin(), kKnown.end(), compression) != kKnown.end();
}

}  // namespace

TiffPage read_tiff_page(std::string_view bytes) {
  const std::endian order = bytes.starts_with('I') ? std::endian::little : std::endian::big;
  const ByteReader reader{bytes, order};
  TiffPage page = PageReader(reader).read();
  page.pages = count_pages(reader);
  if (!is_readable(page)) {
    throw unreadable_picture(
        fmt::format("a TIFF picture of {} and {} a pixel, photometric interpretation {}",
                    counted(page.bits, "bit", "bits"), counted(page.samples, "value", "values"),
                    page.photometric));
  }
  if (!is_unpackable(page.compression))
    throw unreadable_picture(fmt::format("a TIFF picture of compression {}", page.compression));
  return page;
}

PictureHeader read_tiff_header(std::string_view bytes) {
  const TiffPage page = read_tiff_page(bytes);
  PictureHeader header{.format = PictureFormat::kTiff};
  header.height = page.height;
  header.width = page.width;
  header.channels = page.photometric <= tiff::kBlackIsZero ? 1 : 3;
  header.alpha = page.alpha != TiffAlpha::kNone;
  header.bits = page.photometric == tiff::kPalette ? 8 : page.bits;
  header.orientation = page.orientation;
  header.pages = page.pages;
  return header;
}

}  // namespace codegrid
