#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace codegrid {

enum class PictureFormat { kJpeg, kPng, kWebp, kBmp, kPnm, kTiff };

/// "JPEG", "PNG", "WebP", "BMP", "PNM" or "TIFF".
std::string name_of(PictureFormat format);

/// The format by its first bytes, never by a name: the first 16 are enough. Nothing where it is
/// none of those that can be read.
std::optional<PictureFormat> picture_format(std::string_view bytes);

/// What a file says of its picture before a pixel of it is decoded.
struct PictureHeader {
  PictureFormat format = PictureFormat::kPng;
  std::int64_t height = 0;  ///< In pixels, as it stands upright (see orientation).
  std::int64_t width = 0;
  std::int64_t channels = 0;  ///< 1 (grey) or 3 (colour), whatever they are stored as.
  bool alpha = false;         ///< Some pixels may be transparent.
  std::int64_t bits = 8;      ///< Of each value: 1 to 16.
  /// 1 to 8, EXIF's: which way the first row of the stored picture points; 1: it stands upright.
  int orientation = 1;
  std::int64_t pages = 1;  ///< More than one in a TIFF of several: the first is the picture.
};

/// Pixels that a picture may have at most: ten thousand by ten thousand. What claims more is
/// refused before memory is taken for it.
constexpr std::int64_t kMostPixels = 100'000'000;

/// Reads no more of `bytes` than headers: cheap, and safe for any bytes. Throws Error(kBadData),
/// whose message is the reason alone, without a name: what the bytes are instead ("is a GIF
/// picture; expected JPEG, PNG, WebP, BMP, PNM or TIFF"), that it is animated, more than
/// kMostPixels, truncated before the size is stated.
PictureHeader read_picture_header(std::string_view bytes);

}  // namespace codegrid
