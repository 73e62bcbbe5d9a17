#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "image/picture_header.hpp"

namespace codegrid {

/// Numbers of TIFF 6.0 that decide how a picture is decoded.
namespace tiff {
constexpr std::uint32_t kUncompressed = 1;
constexpr std::uint32_t kFax2 = 2;
constexpr std::uint32_t kFax3 = 3;
constexpr std::uint32_t kFax4 = 4;
constexpr std::uint32_t kLzw = 5;
constexpr std::uint32_t kJpeg = 7;
constexpr std::uint32_t kDeflate = 8;
constexpr std::uint32_t kPackBits = 32773;
constexpr std::uint32_t kOldDeflate = 32946;
constexpr std::uint32_t kWhiteIsZero = 0;
constexpr std::uint32_t kBlackIsZero = 1;
constexpr std::uint32_t kRgb = 2;
constexpr std::uint32_t kPalette = 3;
constexpr std::uint32_t kCmyk = 5;
constexpr std::uint32_t kYcbcr = 6;
}  // namespace tiff

/// Bytes of pixels: a strip or a tile.
struct TiffPiece {
  std::uint64_t place = 0;
  std::uint64_t size = 0;
};

enum class TiffAlpha { kNone, kStraight, kPremultiplied };

/// The first page of a TIFF file.
struct TiffPage {
  std::endian order = std::endian::little;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::uint32_t bits = 1;
  std::uint32_t samples = 1;
  std::uint32_t compression = tiff::kUncompressed;
  std::uint32_t photometric = tiff::kBlackIsZero;
  bool planar = false;  ///< Red, green and blue apart.
  bool tiled = false;
  std::int64_t piece_width = 0;     ///< Of a tile; else the width.
  std::int64_t piece_height = 0;    ///< Of a strip: at most the height.
  std::int64_t rows_per_strip = 0;  ///< As the file says.
  std::uint64_t rows_place = 0;     ///< Of that number, and its bytes; 0: it does not say.
  int rows_size = 0;
  TiffAlpha alpha = TiffAlpha::kNone;
  std::uint64_t alpha_place = 0;  ///< Of the number that says which alpha it is; 0: none does.
  int orientation = 1;
  std::uint64_t orientation_place = 0;  ///< Of its number; 0: there is none.
  std::vector<TiffPiece> pieces;
  std::int64_t pages = 1;
};

/// Throws Error(kBadData) as read_picture_header does, and for pictures of kinds that OpenCV cannot
/// read, or reads wrongly: their message says which kind it is.
TiffPage read_tiff_page(std::string_view bytes);

/// Of the page; height and width as they are stored.
PictureHeader read_tiff_header(std::string_view bytes);

}  // namespace codegrid
