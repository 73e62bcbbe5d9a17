#include "image/tiff.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;
using std::string_literals::operator""s;

constexpr int kWhiteIsZero = 0;
constexpr int kTiffRgb = 2;
constexpr int kTiffPalette = 3;
constexpr int kCmyk = 5;

TEST(Tiff, GreyAndRgbOfEightAndSixteenBitsInBothByteOrders) {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    EXPECT_EQ(
        decoded(tiff_file({.order = order, .width = 2, .strips = {"\7\xf0"s}}), shape(1, 2, 1)),
        (Values{7, 240}));
    EXPECT_EQ(decoded(tiff_file({.order = order,
                                 .width = 2,
                                 .samples = 3,
                                 .photometric = kTiffRgb,
                                 .strips = {"\1\2\3\4\5\6"s}}),
                      shape(1, 2)),
              (Values{1, 4, 2, 5, 3, 6}));
    const std::string values =
        number(128, 2, order) + number(129, 2, order) + number(65535, 2, order);
    EXPECT_EQ(decoded(tiff_file({.order = order, .width = 3, .bits = 16, .strips = {values}}),
                      shape(1, 3, 1)),
              (Values{0, 1, 255}));
    EXPECT_EQ(decoded(tiff_file({.order = order,
                                 .bits = 16,
                                 .samples = 3,
                                 .photometric = kTiffRgb,
                                 .strips = {values}}),
                      shape(1, 1)),
              (Values{0, 1, 255}));
  }
}

TEST(Tiff, EveryGreyValueIsKept) {
  std::string row;
  for (int value = 0; value < 256; ++value) row += static_cast<char>(value);
  EXPECT_EQ(text_of(decoded(tiff_file({.width = 256, .strips = {row}}), shape(1, 256, 1))), row);
}

TEST(Tiff, WhiteMayBeZero) {
  EXPECT_EQ(decoded(tiff_file({.width = 2, .photometric = kWhiteIsZero, .strips = {"\7\xf0"s}}),
                    shape(1, 2, 1)),
            (Values{248, 15}));
  EXPECT_EQ(
      decoded(
          tiff_file(
              {.width = 2, .bits = 16, .photometric = kWhiteIsZero, .strips = {"\0\0\xff\xff"s}}),
          shape(1, 2, 1)),
      (Values{255, 0}));
  EXPECT_EQ(
      decoded(tiff_file({.width = 4, .bits = 1, .photometric = kWhiteIsZero, .strips = {"\x50"s}}),
              shape(1, 4, 1)),
      (Values{255, 0, 255, 0}));
}

TEST(Tiff, PalettesAndCmykBecomeRgb) {
  std::string palette(256 * 3 * 2, '\0');
  palette.replace(2 * 1, 2, "\xff\xff");          // color 1 is red
  palette.replace(2 * (512 + 2), 2, "\xff\xff");  // color 2 is blue
  EXPECT_EQ(
      decoded(
          tiff_file(
              {.width = 3, .photometric = kTiffPalette, .palette = palette, .strips = {"\0\1\2"s}}),
          shape(1, 3)),
      (Values{0, 255, 0, 0, 0, 0, 0, 0, 255}));
  EXPECT_EQ(decoded(tiff_file({.samples = 4, .photometric = kCmyk, .strips = {"\xff\0\0\0"s}}),
                    shape(1, 1)),
            (Values{0, 255, 255}));
}

TEST(Tiff, AlphaIsBlendedWhetherColorsAreMultipliedByItOrNot) {
  ImageOptions options = shape(1, 1);
  options.background = {100, 0, 255};
  const Values expected{150, 100, 127};
  constexpr int kPremultiplied = 1;
  constexpr int kStraight = 2;
  const auto file = [&](int extra, const std::string& pixel) {
    return tiff_file({.samples = 4, .photometric = kTiffRgb, .extra = extra, .strips = {pixel}});
  };
  EXPECT_EQ(decoded(file(kStraight, "\xC8\xC8\x00\x80"s), options), expected);
  EXPECT_EQ(decoded(file(kPremultiplied, "\x64\x64\x00\x80"s), options), expected);
  EXPECT_EQ(decoded(file(0, "\xC8\xC8\x00\x80"s), options), (Values{200, 200, 0}));
  EXPECT_EQ(decoded(tiff_file({.bits = 16,
                               .samples = 4,
                               .photometric = kTiffRgb,
                               .extra = kStraight,
                               .strips = {"\xC8\xC8\xC8\xC8\x00\x00\x80\x80"s}}),
                    options),
            expected);
}

TEST(Tiff, OrientationsAreThoseOfTheSamePictureAsPng) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::int64_t height = orientation >= 5 ? 3 : 2;
    const std::int64_t width = orientation >= 5 ? 2 : 3;
    const Values expected =
        decoded(png(3, 8, 0, {"\1\2\3", "\4\5\6"}, png_chunk("eXIf", exif(orientation))),
                shape(height, width, 1));
    const std::string file = tiff_file(
        {.width = 3, .height = 2, .orientation = orientation, .strips = {"\1\2\3"s, "\4\5\6"s}});
    EXPECT_EQ(decoded(file, shape(height, width, 1)), expected) << orientation;
    std::string wide;
    for (const char value : "\1\2\3\4\5\6"s) wide += std::string(2, value);
    const std::string deep = tiff_file({.width = 3,
                                        .height = 2,
                                        .bits = 16,
                                        .orientation = orientation,
                                        .strips = {wide},
                                        .strip_rows = 2});
    EXPECT_EQ(decoded(deep, shape(height, width, 1)), expected) << orientation;
  }
}

TEST(Tiff, WhatOpenCvWritesIsRead) {
  const cv::Mat bgr = gradient(40, 50);
  const Values expected = decoded(encoded(".png", bgr), shape(40, 50));
  for (const int compression : {1, 5, 8, 32773}) {
    EXPECT_EQ(
        decoded(encoded(".tiff", bgr, {cv::IMWRITE_TIFF_COMPRESSION, compression}), shape(40, 50)),
        expected)
        << compression;
  }
}

TEST(Tiff, ATruncatedFileIsRefusedAtEveryLength) {
  for (const int compression : {1, 5, 8}) {
    const std::string file =
        encoded(".tiff", gradient(40, 50), {cv::IMWRITE_TIFF_COMPRESSION, compression});
    expect_refused_when_cut(file, file.size() - 4);
  }
  const std::string strips = tiff_file({.width = 100, .strips = {std::string(100, 'x')}});
  expect_refused_when_cut(strips, strips.size() - 4);
}

}  // namespace
}  // namespace codegrid
