#include "image/tiff_header.hpp"

#include <gtest/gtest.h>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;

TEST(TiffHeader, TellsSizeColorsBitsAlphaAndOrientation) {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const auto header = read_picture_header(tiff_file({.order = order,
                                                       .width = 30,
                                                       .height = 20,
                                                       .bits = 16,
                                                       .samples = 4,
                                                       .photometric = 2,
                                                       .extra = 2,
                                                       .orientation = 8,
                                                       .strips = {"x"}}));
    EXPECT_EQ(header.format, PictureFormat::kTiff);
    EXPECT_EQ(header.height, 30);
    EXPECT_EQ(header.width, 20);
    EXPECT_EQ(header.channels, 3);
    EXPECT_EQ(header.bits, 16);
    EXPECT_TRUE(header.alpha);
    EXPECT_EQ(header.orientation, 8);
    EXPECT_EQ(header.pages, 1);
  }
}

TEST(TiffHeader, CountsPagesAlsoWhereTheirLinksGoRound) {
  std::string file = tiff_file({.strips = {"x"}});
  const std::string directory = file.substr(4, 4);
  std::string two = file.substr(0, file.size() - 4) + little(file.size(), 4);
  // The second directory has no fields, and no page behind it.
  two += little(0, 2) + little(0, 4);
  EXPECT_EQ(read_picture_header(two).pages, 2);
  file.replace(file.size() - 4, 4, directory);
  EXPECT_EQ(read_picture_header(file).pages, 1);
}

TEST(TiffHeader, KindsThatCannotBeReadAreNamed) {
  const auto refusal = [](const std::string& what) {
    return "is " + what + ", which cannot be read; convert it to PNG";
  };
  EXPECT_EQ(reason(tiff_file({.bits = 32, .sample_format = 3, .strips = {"1234"}})),
            refusal("a TIFF picture of numbers with a sign or a point"));
  EXPECT_EQ(reason(tiff_file({.bits = 32, .strips = {"1234"}})),
            refusal("a TIFF picture of 32 bits and 1 value a pixel, photometric interpretation 1"));
  EXPECT_EQ(reason(tiff_file({.samples = 2, .extra = 2, .strips = {"12"}})),
            refusal("a TIFF picture of 8 bits and 2 values a pixel, photometric interpretation 1"));
}

TEST(TiffHeader, OneWithoutSizeOrPixelsIsDamaged) {
  EXPECT_EQ(reason(tiff_file({.width = 0, .strips = {"x"}})), "is damaged: it states no size");
  EXPECT_EQ(reason(tiff_file({})), "is damaged: it does not state where its pixels are");
}

}  // namespace
}  // namespace codegrid
