#include "image/picture_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.hpp"
#include "core/file_kind.hpp"
#include "core/text_table.hpp"
#include "image/bmp.hpp"
#include "image/jpeg.hpp"
#include "image/png.hpp"
#include "image/pnm.hpp"
#include "image/refusal.hpp"
#include "image/tiff_header.hpp"
#include "image/upright.hpp"
#include "image/webp.hpp"

namespace codegrid {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kExpected = "expected JPEG, PNG, WebP, BMP, PNM or TIFF";
constexpr std::size_t kLongestMark = 16;

// "BM" begins many a text; the length of the header behind it, of which there are seven, does not.
bool is_bmp(std::string_view bytes) {
  constexpr std::array kSizes{12, 40, 52, 56, 64, 108, 124};
  if (!bytes.starts_with("BM") || bytes.size() < kLongestMark || bytes[15] != '\0') return false;
  return std::find(kSizes.begin(), kSizes.end(), static_cast<unsigned char>(bytes[14])) !=
         kSizes.end();
}

bool is_pnm(std::string_view bytes) {
  return bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
         "\t\n\v\f\r #"sv.find(bytes[2]) != std::string_view::npos;
}

// Raw photographs that begin as TIFF does, with a small picture on their first page.
bool is_tiff(std::string_view bytes) {
  return (bytes.starts_with("II*\0"sv) || bytes.starts_with("MM\0*"sv)) &&
         !(bytes.size() >= 10 && bytes.substr(8, 2) == "CR");
}

Error not_a_picture(std::string_view bytes) {
  if (bytes.empty()) return data_error(fmt::format("is empty; {}", kExpected));
  const std::optional<FileKind> kind = file_kind(bytes);
  if (kind && kind->what.find("pointer") != std::string_view::npos)
    return data_error(fmt::format("is {}; {}", kind->what, kind->advice));
  if (kind) return data_error(fmt::format("is {}; {}", kind->what, kExpected));
  if (bytes.size() < kLongestMark) {
    return data_error(fmt::format("is {} long, too short for a picture; {}",
                                  counted(bytes.size(), "byte", "bytes"), kExpected));
  }
  return data_error(fmt::format("is of a format that is not known; {}", kExpected));
}

PictureHeader stored_header(std::string_view bytes) {
  const std::optional<PictureFormat> format = picture_format(bytes);
  if (!format) throw not_a_picture(bytes);
  switch (*format) {
    case PictureFormat::kJpeg:
      return read_jpeg_header(bytes);
    case PictureFormat::kPng:
      return read_png_header(bytes);
    case PictureFormat::kWebp:
      return read_webp_header(bytes);
    case PictureFormat::kBmp:
      return read_bmp_header(bytes);
    case PictureFormat::kPnm:
      return read_pnm_header(bytes);
    case PictureFormat::kTiff:
      break;
  }
  return read_tiff_header(bytes);
}

}  // namespace

std::string name_of(PictureFormat format) {
  switch (format) {
    case PictureFormat::kJpeg:
      return "JPEG";
    case PictureFormat::kPng:
      return "PNG";
    case PictureFormat::kWebp:
      return "WebP";
    case PictureFormat::kBmp:
      return "BMP";
    case PictureFormat::kPnm:
      return "PNM";
    case PictureFormat::kTiff:
      break;
  }
  return "TIFF";
}

std::optional<PictureFormat> picture_format(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff"sv)) return PictureFormat::kJpeg;
  if (bytes.starts_with("\x89PNG"sv)) return PictureFormat::kPng;
  if (bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP")
    return PictureFormat::kWebp;
  if (is_bmp(bytes)) return PictureFormat::kBmp;
  if (is_pnm(bytes)) return PictureFormat::kPnm;
  if (is_tiff(bytes)) return PictureFormat::kTiff;
  return std::nullopt;
}

PictureHeader read_picture_header(std::string_view bytes) {
  PictureHeader header = stored_header(bytes);
  if (is_on_its_side(header.orientation)) std::swap(header.height, header.width);
  if (header.height == 0 || header.width == 0)
    throw damaged_picture(fmt::format("it states a size of {} x {}", header.height, header.width));
  if (header.height > kMostPixels / header.width) {
    throw data_error(fmt::format(
        "claims {} x {} pixels (height x width); expected at most {}, as in 10000 x 10000",
        header.height, header.width, kMostPixels));
  }
  return header;
}

}  // namespace codegrid
