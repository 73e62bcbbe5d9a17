#include "image/tiff_pieces.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;
using std::string_literals::operator""s;

constexpr const char* kFewer =
    "is damaged: a strip or tile of it holds fewer pixels than it should";

TEST(TiffPieces, StripsThatAreMissingOrShortAreFound) {
  EXPECT_EQ(reason(tiff_file({.width = 4, .height = 2, .strips = {"1234"}})),
            "is damaged: it has too few strips or tiles for its size");
  EXPECT_EQ(reason(tiff_file({.width = 4, .height = 2, .strips = {"1234", "567"}})), kFewer);
  EXPECT_EQ(reason(tiff_file({.width = 4, .height = 2, .strips = {"1234", ""}})), kFewer);
  EXPECT_EQ(reason(tiff_file({.width = 4, .height = 2, .strips = {"1234", "5678"}})), "");
}

TEST(TiffPieces, PackBitsUnpacksRunsAndBytesAsTheyAre) {
  const std::string packed =
      "\x02"
      "abc"
      "\x80"
      "\xfe"
      "d"s;  // three bytes, nothing, three of d
  EXPECT_TRUE(unpacks_to(tiff::kPackBits, packed, 6));
  EXPECT_FALSE(unpacks_to(tiff::kPackBits, packed, 7));
  EXPECT_FALSE(unpacks_to(tiff::kPackBits, packed.substr(0, 3), 3));
}

TEST(TiffPieces, PackedStripsUnpackToTheirPixelsAndToNoMore) {
  cv::Mat noise(70, 300, CV_8UC3);
  cv::RNG(3).fill(noise, cv::RNG::UNIFORM, 0, 256);
  for (const cv::Mat& picture : {noise, gradient(70, 300), cv::Mat(70, 300, CV_8UC3, 7.0)}) {
    for (const int compression : {5, 8, 32773}) {
      const std::string file =
          encoded(".tiff", picture, {cv::IMWRITE_TIFF_COMPRESSION, compression});
      const TiffPage page = read_tiff_page(file);
      std::int64_t left = page.height;
      for (const TiffPiece& piece : page.pieces) {
        const std::string_view packed = std::string_view(file).substr(piece.place, piece.size);
        const std::int64_t size = std::min(left, page.piece_height) * page.width * 3;
        EXPECT_TRUE(unpacks_to(page.compression, packed, size)) << compression;
        EXPECT_FALSE(unpacks_to(page.compression, packed, size + 1)) << compression;
        EXPECT_FALSE(unpacks_to(page.compression, packed.substr(0, piece.size / 2), size));
        left -= page.piece_height;
      }
      EXPECT_LE(left, 0);
    }
  }
}

// Where damage leads to other pixels only, nothing can tell.
TEST(TiffPieces, MostDamageOfPackedPixelsIsFound) {
  const cv::Mat picture = gradient(200, 300);
  for (const int compression : {5, 8}) {
    const std::string file = encoded(".tiff", picture, {cv::IMWRITE_TIFF_COMPRESSION, compression});
    int refused = 0;
    int damaged = 0;
    for (const TiffPiece& piece : read_tiff_page(file).pieces) {
      std::string changed = file;
      changed.replace(piece.place + piece.size / 2, 8, "\xff\0\xff\0\x55\xaa\x12\x34"s);
      ++damaged;
      refused += reason(changed).empty() ? 0 : 1;
    }
    EXPECT_GE(refused, damaged * 3 / 4) << compression << ": of " << damaged;
  }
}

}  // namespace
}  // namespace codegrid
