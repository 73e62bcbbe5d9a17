#include "image/picture_header.hpp"

#include <gtest/gtest.h>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;
using std::string_literals::operator""s;

constexpr const char* kExpected = "; expected JPEG, PNG, WebP, BMP, PNM or TIFF";

std::string header_reason(const std::string& bytes) {
  try {
    read_picture_header(bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  return "";
}

TEST(PictureHeader, TheFormatIsToldByTheFirstBytes) {
  const cv::Mat bgr = gradient(4, 4);
  for (const auto& [ending, format] :
       {std::pair{".jpg", PictureFormat::kJpeg}, std::pair{".png", PictureFormat::kPng},
        std::pair{".webp", PictureFormat::kWebp}, std::pair{".bmp", PictureFormat::kBmp},
        std::pair{".ppm", PictureFormat::kPnm}, std::pair{".tiff", PictureFormat::kTiff}}) {
    EXPECT_EQ(picture_format(encoded(ending, bgr).substr(0, 16)), format) << ending;
  }
  EXPECT_EQ(name_of(PictureFormat::kWebp), "WebP");
}

TEST(PictureHeader, WhatIsNoPictureIsCalledWhatItIs) {
  EXPECT_EQ(header_reason(""), "is empty"s + kExpected);
  EXPECT_EQ(header_reason("\x12\x93\x07"), "is 3 bytes long, too short for a picture"s + kExpected);
  EXPECT_EQ(header_reason("\x01\x02\x03\xff\xfe" + std::string(20, '\x80')),
            "is of a format that is not known"s + kExpected);
  EXPECT_EQ(header_reason("holiday,label\n1,2\n"), "is a text file"s + kExpected);
  EXPECT_EQ(header_reason("BMW, Audi and others"), "is a text file"s + kExpected);
  EXPECT_EQ(header_reason("<!DOCTYPE html><html>"), "is a web page (HTML)"s + kExpected);
  EXPECT_EQ(header_reason("GIF89a" + std::string(20, '\0')), "is a GIF picture"s + kExpected);
  EXPECT_EQ(header_reason("\0\0\0\x1c"
                          "ftypavif\0\0\0\0"s),
            "is an AVIF picture"s + kExpected);
  EXPECT_EQ(header_reason("\0\0\0\x18"
                          "ftypheic\0\0\0\0"s),
            "is a HEIC picture"s + kExpected);
  EXPECT_EQ(header_reason("\0\0\0\x0cjP  \r\n\x87\n    "s), "is a JPEG 2000 picture"s + kExpected);
  EXPECT_EQ(header_reason("\xff\x0a" + std::string(20, '\0')), "is a JPEG XL picture"s + kExpected);
  EXPECT_EQ(header_reason("8BPS" + std::string(20, '\0')),
            "is a Photoshop document (PSD)"s + kExpected);
  EXPECT_EQ(header_reason("\0\0\1\0\1\0"s), "is a Windows icon (ICO)"s + kExpected);
  EXPECT_EQ(header_reason("<svg xmlns=\"x\">"), "is an SVG drawing"s + kExpected);
  EXPECT_EQ(header_reason("%PDF-1.7 "), "is a PDF document"s + kExpected);
  EXPECT_EQ(header_reason("\x1f\x8b\x08"), "is gzip data"s + kExpected);
  EXPECT_EQ(header_reason("\0\0\x08\x03"s), "is an IDX file of images"s + kExpected);
  EXPECT_EQ(header_reason("\x93NUMPY\1\0"s), "is a NumPy array (.npy)"s + kExpected);
  EXPECT_EQ(header_reason("II+\0\x08\0\0\0"s), "is a BigTIFF picture"s + kExpected);
  EXPECT_EQ(header_reason("P7\nWIDTH 2\n"), "is a PAM picture"s + kExpected);
  EXPECT_EQ(header_reason("version https://git-lfs.github.com/spec/v1\n"),
            "is a Git LFS pointer, not the file itself; fetch that with: git lfs pull");
}

TEST(PictureHeader, MorePixelsThanCanBeAreRefusedBeforeAnyIsDecoded) {
  const std::string much =
      " pixels (height x width); expected at most 100000000, as in 10000 x 10000";
  EXPECT_EQ(header_reason(png_header(60'000, 60'000, 8, 2)), "claims 60000 x 60000" + much);
  EXPECT_EQ(header_reason(png_header(30'000, 30'000, 8, 0)), "claims 30000 x 30000" + much);
  EXPECT_EQ(header_reason(png_header(0x7fffffff, 0x7fffffff, 8, 0)),
            "claims 2147483647 x 2147483647" + much);
  EXPECT_EQ(header_reason(png_header(10'000, 10'000, 8, 0)), "");
  EXPECT_EQ(header_reason("P5 100000001 1 255\n1"), "claims 1 x 100000001" + much);
  EXPECT_EQ(header_reason(bmp({.width = 20'000, .height = 20'000})), "claims 20000 x 20000" + much);
  EXPECT_EQ(header_reason(tiff_file({.width = 20'000, .height = 20'000, .strips = {"x"}})),
            "claims 20000 x 20000" + much);
}

TEST(PictureHeader, AnySmallChangeOfAHeaderIsReadOrRefused) {
  const cv::Mat bgr = gradient(4, 4);
  for (const char* ending : {".jpg", ".png", ".webp", ".bmp", ".ppm", ".tiff"}) {
    const std::string file = encoded(ending, bgr);
    for (std::size_t i = 0; i < file.size(); ++i) {
      std::string changed = file;
      changed[i] = static_cast<char>(~changed[i]);
      header_reason(changed);
    }
  }
}

}  // namespace
}  // namespace codegrid
