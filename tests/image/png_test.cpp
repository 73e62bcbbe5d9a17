#include "image/png.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;
using std::string_literals::operator""s;

constexpr int kGrey = 0;
constexpr int kRgb = 2;
constexpr int kPalette = 3;
constexpr int kGreyAlpha = 4;
constexpr int kRgba = 6;

TEST(Png, TheHeaderTellsSizeColorsBitsAndAlpha) {
  const auto header = [](int bits, int type, const std::string& before = "") {
    return read_picture_header(png_header(30, 20, bits, type) + before + png_chunk("IDAT", ""));
  };
  EXPECT_EQ(header(8, kRgb).height, 20);
  EXPECT_EQ(header(8, kRgb).width, 30);
  EXPECT_EQ(header(8, kRgb).channels, 3);
  EXPECT_EQ(header(16, kGrey).channels, 1);
  EXPECT_EQ(header(16, kGrey).bits, 16);
  EXPECT_EQ(header(1, kGrey).bits, 1);
  EXPECT_EQ(header(4, kPalette).channels, 3);
  EXPECT_FALSE(header(8, kRgb).alpha);
  EXPECT_TRUE(header(8, kRgba).alpha);
  EXPECT_TRUE(header(8, kGreyAlpha).alpha);
  EXPECT_TRUE(header(8, kPalette, png_chunk("tRNS", "\0"s)).alpha);
  EXPECT_EQ(header(8, kRgb, png_chunk("eXIf", exif(6))).orientation, 6);
  EXPECT_EQ(header(8, kRgb, png_chunk("eXIf", exif(6))).height, 30);
}

TEST(Png, GreyOfOneToSixteenBits) {
  const auto values = [](const std::string& file, std::int64_t width) {
    return decoded(file, shape(1, width, 1));
  };
  EXPECT_EQ(values(png(8, 1, kGrey, {"\xA5"}), 8), (Values{255, 0, 255, 0, 0, 255, 0, 255}));
  EXPECT_EQ(values(png(4, 2, kGrey, {"\x1B"}), 4), (Values{0, 85, 170, 255}));
  EXPECT_EQ(values(png(2, 4, kGrey, {"\x1F"}), 2), (Values{17, 255}));
  EXPECT_EQ(values(png(2, 8, kGrey, {"\x07\xF0"}), 2), (Values{7, 240}));
  // 128 / 257 is below a half, 129 / 257 above.
  EXPECT_EQ(values(png(4, 16, kGrey, {"\0\x80\0\x81\x80\x00\xff\xff"s}), 4),
            (Values{0, 1, 128, 255}));
}

TEST(Png, PalettesWithAndWithoutTransparency) {
  const std::string colors = png_chunk("PLTE", "\xff\0\0\0\xff\0\0\0\xff"s);
  EXPECT_EQ(decoded(png(3, 8, kPalette, {"\0\1\2"s}, colors), shape(1, 3)),
            (Values{255, 0, 0, 0, 255, 0, 0, 0, 255}));
  EXPECT_EQ(decoded(png(3, 2, kPalette, {"\x18"s}, colors), shape(1, 3)),
            (Values{255, 0, 0, 0, 255, 0, 0, 0, 255}));
  // The first color is transparent, the second half so.
  const std::string file = png(3, 8, kPalette, {"\0\1\2"s}, colors + png_chunk("tRNS", "\0\x80"s));
  ImageOptions options = shape(1, 3);
  options.background = {10, 20, 30};
  EXPECT_EQ(decoded(file, options), (Values{10, 5, 0, 20, 138, 0, 30, 15, 255}));
}

TEST(Png, AlphaIsBlendedOntoTheBackground) {
  ImageOptions options = shape(1, 2);
  options.background = {100, 0, 255};
  const Values expected{100, 150, 0, 100, 255, 127};
  EXPECT_EQ(decoded(png(2, 8, kRgba, {"\x01\x02\x03\0\xC8\xC8\x00\x80"s}), options), expected);
  EXPECT_EQ(
      decoded(png(2, 16, kRgba, {"\x01\x01\x02\x02\x03\x03\0\0\xC8\xC8\xC8\xC8\x00\x00\x80\x80"s}),
              options),
      expected);
  EXPECT_EQ(decoded(png(2, 8, kGreyAlpha, {"\x01\0\xC8\x80"s}), options),
            (Values{100, 150, 0, 100, 255, 227}));
}

TEST(Png, AColorThatIsTransparentShowsTheBackground) {
  ImageOptions options = shape(1, 2);
  options.background = {9, 8, 7};
  const std::string red = png_chunk("tRNS", "\0\xff\0\0\0\0"s);
  EXPECT_EQ(decoded(png(2, 8, kRgb, {"\xff\0\0\1\2\3"s}, red), options),
            (Values{9, 1, 8, 2, 7, 3}));
  const std::string black = png_chunk("tRNS", "\0\0"s);
  EXPECT_EQ(decoded(png(2, 8, kGrey, {"\0\5"s}, black), options), (Values{9, 5, 8, 5, 7, 5}));
}

TEST(Png, ATruncatedFileIsRefusedAtEveryLength) {
  const std::string file = encoded(".png", gradient(20, 30));
  expect_refused_when_cut(file, file.size());
  EXPECT_EQ(reason(file.substr(0, 20)),
            "is truncated: it ends after 20 bytes, before the size of its picture is stated");
  EXPECT_EQ(reason(file.substr(0, 100)),
            "is truncated: it ends after 100 bytes, before its picture does");
}

TEST(Png, AWrongChecksumIsFoundWhereverItIs) {
  const std::string text = png_chunk("tEXt", "a\0b"s);
  const std::string file = png(2, 8, kGrey, {"\1\2"}, text);
  for (const char* name : {"IHDR", "tEXt", "IDAT", "IEND"}) {
    std::string damaged = file;
    std::size_t sum = damaged.find(name) + 4;
    sum += static_cast<unsigned char>(damaged[sum - 5]);
    damaged[sum + 3] = static_cast<char>(damaged[sum + 3] ^ 1);
    EXPECT_TRUE(reason(damaged).starts_with("is damaged: ")) << name << ": " << reason(damaged);
  }
  EXPECT_EQ(reason(file), "");
}

TEST(Png, AChunkThatClaimsMoreThanTheFileTakesNoMemory) {
  std::string bytes = png(2, 8, kGrey, {"\1\2"}, png_chunk("eXIf", std::string(26, 'x')));
  bytes[bytes.find("eXIf") - 4] = '\x08';  // 128 MiB
  EXPECT_EQ(
      reason(bytes),
      fmt::format("is truncated: it ends after {} bytes, before its picture does", bytes.size()));
}

TEST(Png, AColorProfileIsNotUnpacked) {
  const std::string claims = big(1 << 30, 4) + std::string(128, '\0');  // its size comes first
  std::string packed(compressBound(static_cast<uLong>(claims.size())), '\0');
  auto size = static_cast<uLongf>(packed.size());
  ASSERT_EQ(
      compress(reinterpret_cast<Bytef*>(packed.data()), &size,
               reinterpret_cast<const Bytef*>(claims.data()), static_cast<uLong>(claims.size())),
      Z_OK);
  packed.resize(size);
  const std::string profile = std::string("p\0\0", 3) + packed;
  EXPECT_EQ(reason(png(2, 8, kGrey, {"\1\2"}, png_chunk("iCCP", profile))), "");
}

TEST(Png, AnAnimatedOneIsRefused) {
  EXPECT_EQ(reason(png(2, 8, kGrey, {"\1\2"}, png_chunk("acTL", big(2, 4) + big(0, 4)))),
            "is an animated PNG; expected a picture that stands still");
}

TEST(Png, OneThatWasTransferredAsTextIsDamaged) {
  std::string file = png(2, 8, kGrey, {"\1\2"});
  file.erase(4, 1);
  EXPECT_EQ(reason(file),
            "is damaged: its signature is not PNG's, as if it had been transferred as text");
}

TEST(Png, AnInterlacedOneIsReadInAllItsPasses) {
  // Adam7 of 1 x 2 pixels: pass 1 holds the first one, pass 6 or 7 the other.
  std::string file = png(1, 8, kGrey, {"\x21", "\x42"});
  file[28] = '\1';
  const std::string header = file.substr(16, 13);
  const std::string fixed = png_chunk("IHDR", header);
  file.replace(8, fixed.size(), fixed);
  EXPECT_EQ(decoded(file, shape(2, 1, 1)), (Values{0x21, 0x42}));
}

}  // namespace
}  // namespace codegrid
