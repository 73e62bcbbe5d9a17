#include "image/bmp.hpp"

#include <gtest/gtest.h>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;
using std::string_literals::operator""s;

constexpr int kRle8 = 1;
constexpr int kRle4 = 2;
constexpr int kBitFields = 3;

const std::string kRedGreenBlue = "\0\0\xff\0\0\xff\0\0\xff\0\0\0"s;
const Values kPlanes{255, 0, 0, 0, 255, 0, 0, 0, 255};

TEST(Bmp, TheHeaderTellsSizeAndAlpha) {
  const auto header = read_picture_header(bmp({.width = 30, .height = -20}));
  EXPECT_EQ(header.format, PictureFormat::kBmp);
  EXPECT_EQ(header.height, 20);
  EXPECT_EQ(header.width, 30);
  EXPECT_FALSE(header.alpha);
}

TEST(Bmp, PalettesOfOneFourAndEightBits) {
  EXPECT_EQ(decoded(bmp({.width = 3, .bits = 8, .palette = kRedGreenBlue, .pixels = "\0\1\2\0"s}),
                    shape(1, 3)),
            kPlanes);
  EXPECT_EQ(decoded(bmp({.width = 3, .bits = 4, .palette = kRedGreenBlue, .pixels = "\1\x20\0\0"s}),
                    shape(1, 3)),
            kPlanes);
  EXPECT_EQ(decoded(bmp({.width = 2,
                         .bits = 1,
                         .palette = kRedGreenBlue.substr(0, 8),
                         .pixels = "\x40\0\0\0"s}),
                    shape(1, 2)),
            (Values{255, 0, 0, 255, 0, 0}));
}

TEST(Bmp, RunsOfEightAndFourBits) {
  // Two reds, three literal ones, end.
  EXPECT_EQ(decoded(bmp({.width = 5,
                         .bits = 8,
                         .compression = kRle8,
                         .palette = kRedGreenBlue,
                         .pixels = "\2\0\0\3\1\2\1\0\0\1"s}),
                    shape(1, 5)),
            (Values{255, 255, 0, 0, 0, 0, 0, 255, 0, 255, 0, 0, 0, 255, 0}));
  EXPECT_EQ(decoded(bmp({.width = 4,
                         .bits = 4,
                         .compression = kRle4,
                         .palette = kRedGreenBlue,
                         .pixels = "\4\1\0\1"s}),
                    shape(1, 4)),
            (Values{255, 0, 255, 0, 0, 255, 0, 255, 0, 0, 0, 0}));
}

TEST(Bmp, RowsFromTheTopDownAndFromTheBottomUp) {
  const std::string rows = "\1\1\1\0\2\2\2\0"s;
  EXPECT_EQ(decoded(bmp({.height = 2, .pixels = rows}), shape(2, 1, 1)), (Values{2, 1}));
  EXPECT_EQ(decoded(bmp({.height = -2, .pixels = rows}), shape(2, 1, 1)), (Values{1, 2}));
}

TEST(Bmp, SixteenAndThirtyTwoBitsAPixel) {
  // 5 bits of red at the top of 15, then green, then blue.
  EXPECT_EQ(decoded(bmp({.width = 2, .bits = 16, .pixels = little(31 << 10, 2) + little(31, 2)}),
                    shape(1, 2)),
            (Values{248, 0, 0, 0, 0, 248}));
  const std::string six_of_green = little(31 << 11, 4) + little(63 << 5, 4) + little(31, 4);
  EXPECT_EQ(decoded(bmp({.width = 2,
                         .bits = 16,
                         .compression = kBitFields,
                         .masks = six_of_green,
                         .pixels = little(31 << 11, 2) + little(63 << 5, 2)}),
                    shape(1, 2)),
            (Values{248, 0, 0, 252, 0, 0}));
  EXPECT_EQ(decoded(bmp({.bits = 32, .pixels = "\1\2\3\0"s}), shape(1, 1)), (Values{3, 2, 1}));
}

TEST(Bmp, AlphaCountsWhereItHasAMask) {
  ImageOptions options = shape(1, 1);
  options.background = {100, 0, 255};
  const std::string file = bmp(
      {.bits = 32,
       .compression = kBitFields,
       .masks = little(0xff0000, 4) + little(0xff00, 4) + little(0xff, 4) + little(0xff000000, 4),
       .pixels = "\x00\xC8\xC8\x80"s});
  EXPECT_TRUE(read_picture_header(file).alpha);
  EXPECT_EQ(decoded(file, options), (Values{150, 100, 127}));
}

TEST(Bmp, ATruncatedFileIsRefusedAtEveryLength) {
  const std::string file = encoded(".bmp", gradient(20, 30));
  expect_refused_when_cut(file, file.size());
  EXPECT_EQ(reason(file.substr(0, 26)),
            "is truncated: it ends after 26 bytes, before the size of its picture is stated");
  EXPECT_EQ(reason(file.substr(0, 1000)),
            "is truncated: it ends after 1,000 bytes, before its picture does");
}

TEST(Bmp, RunsThatEndTooEarlyAreRefused) {
  const std::string runs = "\5\1\0\0\5\2\0\0\5\1\0\0\5\1\0\1"s;
  const std::string file = bmp({.width = 5,
                                .height = 4,
                                .bits = 8,
                                .compression = kRle8,
                                .palette = kRedGreenBlue,
                                .pixels = runs});
  expect_refused_when_cut(file, file.size() - 2);
}

TEST(Bmp, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(reason(bmp({.bits = 24, .compression = 5, .pixels = std::string(90, 'x')})),
            "is a BMP picture of 24 bits a pixel, compression 5, which cannot be read; convert it "
            "to PNG");
}

}  // namespace
}  // namespace codegrid
