#pragma once

// jpeglib.h needs it.
#include <cstdio>

#include <gtest/gtest.h>
#include <jpeglib.h>
#include <zlib.h>

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "image/decode.hpp"

namespace codegrid::pictures {

using Values = std::vector<std::uint8_t>;

/// `value` in `size` bytes.
inline std::string number(std::uint64_t value, int size, std::endian order) {
  std::string bytes;
  for (int i = 0; i < size; ++i) {
    const int shift = 8 * (order == std::endian::big ? size - 1 - i : i);
    bytes += static_cast<char>(value >> shift & 0xFF);
  }
  return bytes;
}
inline std::string big(std::uint64_t value, int size) {
  return number(value, size, std::endian::big);
}
inline std::string little(std::uint64_t value, int size) {
  return number(value, size, std::endian::little);
}

inline std::string text_of(const Values& values) { return {values.begin(), values.end()}; }

/// A block of Exif that holds nothing but the orientation.
inline std::string exif(int orientation, std::endian order = std::endian::little) {
  const auto put = [&](std::uint64_t value, int size) { return number(value, size, order); };
  return (order == std::endian::little ? "II" : "MM") + put(42, 2) + put(8, 4) + put(1, 2) +
         put(0x0112, 2) + put(3, 2) + put(1, 4) + put(static_cast<std::uint64_t>(orientation), 2) +
         put(0, 2) + put(0, 4);
}

// PNG

inline std::string png_chunk(const std::string& name, const std::string& content) {
  const std::string summed = name + content;
  const uLong sum =
      crc32(0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
  return big(content.size(), 4) + summed + big(sum, 4);
}

inline std::string png_header(std::uint32_t width, std::uint32_t height, int bits, int type) {
  using std::string_literals::operator""s;
  return "\x89PNG\r\n\x1a\n"s +
         png_chunk("IHDR", big(width, 4) + big(height, 4) + static_cast<char>(bits) +
                               static_cast<char>(type) + "\0\0\0"s);
}

/// `rows`: the bytes of each row as they are stored. `before`: whole chunks before the pixels.
inline std::string png(std::uint32_t width, int bits, int type,
                       const std::vector<std::string>& rows, const std::string& before = "") {
  std::string raw;
  for (const std::string& row : rows) raw += '\0' + row;
  std::string packed(compressBound(static_cast<uLong>(raw.size())), '\0');
  auto size = static_cast<uLongf>(packed.size());
  EXPECT_EQ(compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                     reinterpret_cast<const Bytef*>(raw.data()), static_cast<uLong>(raw.size())),
            Z_OK);
  packed.resize(size);
  return png_header(width, static_cast<std::uint32_t>(rows.size()), bits, type) + before +
         png_chunk("IDAT", packed) + png_chunk("IEND", "");
}

// What OpenCV writes

inline std::string encoded(const std::string& ending, const cv::Mat& bgr,
                           const std::vector<int>& parameters = {}) {
  Values bytes;
  EXPECT_TRUE(cv::imencode(ending, bgr, bytes, parameters));
  return text_of(bytes);
}

/// Colors that change from place to place, smoothly: BGR.
inline cv::Mat gradient(int height, int width) {
  cv::Mat bgr(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      bgr.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(255 * y / height),
                                 static_cast<std::uint8_t>(255 * x / width),
                                 static_cast<std::uint8_t>(255 * (x + y) / (height + width))};
    }
  }
  return bgr;
}

// JPEG

inline std::string with_exif(const std::string& jpeg, const std::string& block) {
  using std::string_literals::operator""s;
  const std::string content = "Exif\0\0"s + block;
  return jpeg.substr(0, 2) + "\xff\xe1" + big(content.size() + 2, 2) + content + jpeg.substr(2);
}

/// One color everywhere, as its four values are stored. `adobe`: with the marker of that name.
inline std::string cmyk_jpeg(int height, int width, std::array<std::uint8_t, 4> color,
                             J_COLOR_SPACE stored, bool adobe) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = 4;
  jpeg.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  jpeg_set_colorspace(&jpeg, stored);
  jpeg_set_quality(&jpeg, 100, TRUE);
  jpeg.write_Adobe_marker = adobe ? TRUE : FALSE;
  jpeg_start_compress(&jpeg, TRUE);
  Values row;
  for (int x = 0; x < width; ++x) row.insert(row.end(), color.begin(), color.end());
  JSAMPROW pointer = row.data();
  for (int y = 0; y < height; ++y) jpeg_write_scanlines(&jpeg, &pointer, 1);
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  const std::string result(reinterpret_cast<const char*>(bytes), size);
  std::free(bytes);  // NOLINT: libjpeg takes it from malloc
  return result;
}

// BMP

struct Bmp {
  int width = 1;
  int height = 1;  ///< Negative: from the top down.
  int bits = 24;
  int compression = 0;
  std::string palette = "";  ///< Four bytes a color: blue, green, red, zero.
  std::string masks = "";    ///< Four bytes each: red, green, blue, perhaps alpha.
  std::string pixels = "";
};

inline std::string bmp(const Bmp& file) {
  const std::size_t header = file.masks.size() == 16 ? 56 : 40;
  const std::size_t offset =
      14 + header + file.palette.size() + (header == 40 ? file.masks.size() : 0);
  const auto put = [](int value, int size) {
    return little(static_cast<std::uint32_t>(value), size);
  };
  return "BM" + little(offset + file.pixels.size(), 4) + little(0, 4) + little(offset, 4) +
         little(header, 4) + put(file.width, 4) + put(file.height, 4) + put(1, 2) +
         put(file.bits, 2) + put(file.compression, 4) + little(file.pixels.size(), 4) +
         little(0, 8) + little(file.palette.size() / 4, 4) + little(0, 4) + file.masks +
         file.palette + file.pixels;
}

// TIFF

struct Tiff {
  std::endian order = std::endian::little;
  std::uint32_t width = 1;
  std::uint32_t height = 1;
  int bits = 8;
  int samples = 1;
  int sample_format = 1;
  int photometric = 1;
  int extra = -1;                        ///< -1: no field of it.
  int orientation = 0;                   ///< 0: no field of it.
  std::string palette = "";              ///< Two bytes a value: all reds, greens, blues.
  std::vector<std::string> strips = {};  ///< Uncompressed, of as many rows each.
  std::uint32_t strip_rows = 1;
};

/// Pixels first, then one directory.
inline std::string tiff_file(const Tiff& file) {
  const auto put = [&](std::uint64_t value, int size) { return number(value, size, file.order); };
  std::string body = file.order == std::endian::little ? "II" : "MM";
  body += put(42, 2) + put(0, 4);
  std::string places;
  std::string sizes;
  for (const std::string& strip : file.strips) {
    places += put(body.size(), 4);
    sizes += put(strip.size(), 4);
    body += strip;
  }
  int fields = 0;
  std::string directory;
  // Of SHORT (3) or LONG (4); what takes more than four bytes goes before the directory.
  const auto field = [&](int tag, int type, const std::string& values) {
    const std::size_t size = type == 3 ? 2 : 4;
    std::string value = values + std::string(values.size() < 4 ? 4 - values.size() : 0, '\0');
    if (values.size() > 4) {
      value = put(body.size(), 4);
      body += values;
    }
    directory += put(static_cast<std::uint64_t>(tag), 2) +
                 put(static_cast<std::uint64_t>(type), 2) + put(values.size() / size, 4) + value;
    ++fields;
  };
  const auto shorts = [&](int value, int count) {
    std::string values;
    for (int i = 0; i < count; ++i) values += put(static_cast<std::uint64_t>(value), 2);
    return values;
  };
  field(256, 4, put(file.width, 4));
  field(257, 4, put(file.height, 4));
  field(258, 3, shorts(file.bits, file.samples));
  field(259, 3, shorts(1, 1));
  field(262, 3, shorts(file.photometric, 1));
  field(273, 4, places);
  if (file.orientation != 0) field(274, 3, shorts(file.orientation, 1));
  field(277, 3, shorts(file.samples, 1));
  field(278, 4, put(file.strip_rows, 4));
  field(279, 4, sizes);
  if (!file.palette.empty()) field(320, 3, file.palette);
  if (file.extra >= 0) field(338, 3, shorts(file.extra, 1));
  field(339, 3, shorts(file.sample_format, file.samples));
  body.replace(4, 4, put(body.size(), 4));
  return body + put(static_cast<std::uint64_t>(fields), 2) + directory + put(0, 4);
}

// What comes of them

/// Options of a picture that comes out in its own shape.
inline ImageOptions shape(std::int64_t height, std::int64_t width, std::int64_t channels = 3) {
  return {.height = height, .width = width, .channels = channels};
}

/// Its planes one after the other.
inline Values decoded(std::string_view bytes, const ImageOptions& options) {
  Values values(static_cast<std::size_t>(picture_bytes(options)));
  decode_picture(bytes, options, values.data());
  return values;
}

/// Why the bytes are refused; "" where they are not.
inline std::string reason(std::string_view bytes, const ImageOptions& options = {}) {
  try {
    decoded(bytes, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData) << error.what();
    return error.what();
  }
  return "";
}

/// Cuts a file, of which a decoder needs every byte, at ten lengths, the last one byte short: each
/// is refused, the longer ones as truncated or damaged.
inline void expect_refused_when_cut(const std::string& file, std::size_t needed) {
  ASSERT_EQ(reason(file), "");
  for (std::size_t i = 0; i < 10; ++i) {
    const std::size_t length = i == 9 ? needed - 1 : needed * i / 10;
    const std::string said = reason(file.substr(0, length));
    EXPECT_NE(said, "") << length << " of " << needed << " bytes";
    if (length < 16) continue;
    EXPECT_TRUE(said.starts_with("is truncated: ") || said.starts_with("is damaged: "))
        << length << " of " << needed << " bytes: " << said;
  }
}

}  // namespace codegrid::pictures
