#include "image/pnm.hpp"

#include <gtest/gtest.h>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;
using std::string_literals::operator""s;

TEST(Pnm, TheHeaderTellsSizeColorsAndBits) {
  const auto header = read_picture_header("P6 # of a camera\n30 20\n# more\n65535\n");
  EXPECT_EQ(header.format, PictureFormat::kPnm);
  EXPECT_EQ(header.height, 20);
  EXPECT_EQ(header.width, 30);
  EXPECT_EQ(header.channels, 3);
  EXPECT_EQ(header.bits, 16);
  EXPECT_EQ(read_picture_header("P4 30 20\n").bits, 1);
  EXPECT_EQ(read_picture_header("P5\n30\n20\n15\n").bits, 4);
}

TEST(Pnm, AllSixKindsAreRead) {
  EXPECT_EQ(decoded("P1\n4 2\n0 1 1 0\n1001", shape(2, 4, 1)),
            (Values{255, 0, 0, 255, 0, 255, 255, 0}));
  EXPECT_EQ(decoded("P4 10 1\n\x80\x40"s, shape(1, 10, 1)),
            (Values{0, 255, 255, 255, 255, 255, 255, 255, 255, 0}));
  EXPECT_EQ(decoded("P2 2 1 255\n7 # seven\n240\n", shape(1, 2, 1)), (Values{7, 240}));
  EXPECT_EQ(decoded("P5 2 1 255\n\x07\xf0"s, shape(1, 2, 1)), (Values{7, 240}));
  EXPECT_EQ(decoded("P3 2 1 255\n1 2 3\n4 5 6\n", shape(1, 2)), (Values{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(decoded("P6 2 1 255\n\1\2\3\4\5\6", shape(1, 2)), (Values{1, 4, 2, 5, 3, 6}));
}

TEST(Pnm, ValuesAreScaledFromTheGreatestOneAndRounded) {
  EXPECT_EQ(decoded("P5 3 1 65535\n\0\x80\0\x81\xff\xff"s, shape(1, 3, 1)), (Values{0, 1, 255}));
  EXPECT_EQ(decoded("P5 3 1 15\n\0\7\17"s, shape(1, 3, 1)), (Values{0, 119, 255}));
  EXPECT_EQ(decoded("P2 2 1 1023\n512 1023 ", shape(1, 2, 1)), (Values{128, 255}));
}

TEST(Pnm, OnlyTheFirstOfSeveralPicturesIsRead) {
  EXPECT_EQ(decoded("P5 1 1 255\n\7P5 1 1 255\n\1", shape(1, 1, 1)), (Values{7}));
}

TEST(Pnm, ATruncatedFileIsRefusedAtEveryLength) {
  const std::string values(48, '\x65');
  for (const std::string& file :
       {"P6 4 4 255\n" + values, "P5 6 4 65535\n" + values, "P4 48 8\n" + values}) {
    expect_refused_when_cut(file, file.size());
  }
  std::string plain = "P2 16 4 255\n";
  for (int i = 0; i < 64; ++i) plain += "101 ";
  expect_refused_when_cut(plain, plain.size());
  expect_refused_when_cut("P1 8 4\n" + std::string(32, '1'), 39);
  EXPECT_EQ(reason("P6 4 4 255\n" + values.substr(1)),
            "is truncated: it ends after 58 bytes, before its picture does");
}

TEST(Pnm, WhatIsNoNumberOrTooLargeIsNamed) {
  EXPECT_EQ(reason("P5 x 4 255\n"), "is damaged: its width is no number");
  EXPECT_EQ(reason("P5 4 -1 255\n"), "is damaged: its height is no number");
  EXPECT_EQ(reason("P5 1 1 65536\n1"), "is damaged: its greatest value is above 65535");
  EXPECT_EQ(reason("P5 1 1 0\n1"), "is damaged: its greatest value is 0");
  EXPECT_EQ(reason("P5 1 1 9\n1"), "is damaged: a value is above 9, the greatest");
  EXPECT_EQ(reason("P2 1 1 9\n10 "), "is damaged: a value is above 9");
  EXPECT_EQ(reason("P1 2 1\n12"), "is damaged: a value of the bitmap is neither 0 nor 1");
  EXPECT_EQ(reason("P5 0 1 9\n1"), "is damaged: it states a size of 1 x 0");
}

}  // namespace
}  // namespace codegrid
