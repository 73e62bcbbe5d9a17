#include "image/exif_orientation.hpp"

#include <gtest/gtest.h>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;
using std::string_literals::operator""s;

TEST(ExifOrientation, IsFoundInBothByteOrdersWithAndWithoutItsMark) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
      EXPECT_EQ(exif_orientation(exif(orientation, order)), orientation);
      EXPECT_EQ(exif_orientation("Exif\0\0"s + exif(orientation, order)), orientation);
    }
  }
}

TEST(ExifOrientation, NonsenseStandsUpright) {
  EXPECT_EQ(exif_orientation(""), 1);
  EXPECT_EQ(exif_orientation("anything at all"), 1);
  EXPECT_EQ(exif_orientation(exif(0)), 1);
  EXPECT_EQ(exif_orientation(exif(9)), 1);
  const std::string whole = exif(6);
  for (std::size_t length = 0; length < whole.size() - 4; ++length) {
    EXPECT_EQ(exif_orientation(whole.substr(0, length)), 1) << length;
  }
}

}  // namespace
}  // namespace codegrid
