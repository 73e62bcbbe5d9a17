#include "image/webp.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;

const std::vector<int> kLossless{cv::IMWRITE_WEBP_QUALITY, 101};

std::string chunk(const std::string& name, const std::string& content) {
  return name + little(content.size(), 4) + content + std::string(content.size() % 2, '\0');
}

// `file` with chunk VP8X before its picture, and `after` behind it.
std::string extended(const std::string& file, int height, int width, char flags,
                     const std::string& after) {
  const std::string chunks = chunk("VP8X", flags + std::string(3, '\0') +
                                               little(static_cast<std::uint64_t>(width - 1), 3) +
                                               little(static_cast<std::uint64_t>(height - 1), 3)) +
                             file.substr(12) + after;
  return "RIFF" + little(chunks.size() + 4, 4) + "WEBP" + chunks;
}

TEST(Webp, TheHeaderTellsSizeAndAlpha) {
  for (const auto& parameters : {kLossless, std::vector<int>{}}) {
    const auto header = read_picture_header(encoded(".webp", gradient(20, 30), parameters));
    EXPECT_EQ(header.format, PictureFormat::kWebp);
    EXPECT_EQ(header.height, 20);
    EXPECT_EQ(header.width, 30);
    EXPECT_EQ(header.channels, 3);
    EXPECT_FALSE(header.alpha);
  }
  const cv::Mat clear(20, 30, CV_8UC4, cv::Scalar(1, 2, 3, 4));
  EXPECT_TRUE(read_picture_header(encoded(".webp", clear)).alpha);
  EXPECT_TRUE(read_picture_header(encoded(".webp", clear, kLossless)).alpha);
}

TEST(Webp, ALosslessPictureKeepsItsValues) {
  const cv::Mat bgr = gradient(6, 5);
  const Values values = decoded(encoded(".webp", bgr, kLossless), shape(6, 5));
  EXPECT_EQ(values, decoded(encoded(".png", bgr), shape(6, 5)));
}

TEST(Webp, AlphaIsBlendedOntoTheBackground) {
  const cv::Mat half(2, 2, CV_8UC4, cv::Scalar(0, 200, 200, 128));
  ImageOptions options = shape(2, 2);
  options.background = {100, 0, 255};
  const Values values = decoded(encoded(".webp", half, kLossless), options);
  EXPECT_EQ(values, (Values{150, 150, 150, 150, 100, 100, 100, 100, 127, 127, 127, 127}));
}

TEST(Webp, TheOrientationIsFoundInItsChunk) {
  const std::string plain = encoded(".webp", gradient(20, 30), kLossless);
  const auto header = read_picture_header(extended(plain, 20, 30, 0x08, chunk("EXIF", exif(6))));
  EXPECT_EQ(header.orientation, 6);
  EXPECT_EQ(header.height, 30);
  EXPECT_EQ(reason(extended(plain, 20, 30, 0x08, chunk("EXIF", exif(6)))), "");
}

TEST(Webp, AnAnimatedOneIsRefused) {
  const std::string plain = encoded(".webp", gradient(20, 30), kLossless);
  EXPECT_EQ(reason(extended(plain, 20, 30, 0x02, "")),
            "is an animated WebP; expected a picture that stands still");
}

TEST(Webp, ATruncatedFileIsRefusedAtEveryLength) {
  for (const auto& parameters : {kLossless, std::vector<int>{}}) {
    const std::string file = encoded(".webp", gradient(40, 50), parameters);
    expect_refused_when_cut(file, file.size());
    EXPECT_EQ(reason(file.substr(0, 60)),
              "is truncated: it ends after 60 bytes, before its picture does");
  }
}

TEST(Webp, DamageThatLibwebpSeesIsToldWithoutAWordOnStderr) {
  std::string file = encoded(".webp", gradient(40, 50), kLossless);
  file.replace(30, file.size() - 30, std::string(file.size() - 30, '\xff'));
  testing::internal::CaptureStderr();
  const std::string said = reason(file);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(said, "is damaged: its picture cannot be decoded");
}

// OpenCV would hand it to its decoder of DICOM files, whose library ends the program.
TEST(Webp, MarksOfOtherFormatsBehindItOrInItReachNoOtherDecoder) {
  for (const auto& [place, mark] :
       {std::pair<std::size_t, std::string>{128, "DICM"}, {240, "DTED"}}) {
    const std::string rest = std::string(300, '\0').replace(place - 30, 4, mark);
    const std::string behind =
        "RIFF" + little(22, 4) + "WEBP" + chunk("VP8X", std::string(10, '\0')) + rest;
    const std::string in = "RIFF" + little(behind.size() - 8, 4) + behind.substr(8, 22) +
                           chunk("JUNK", rest.substr(8));
    EXPECT_EQ(reason(behind), "is damaged: its picture cannot be decoded");
    EXPECT_EQ(reason(in), "is damaged: it holds the mark of a " + mark + " file");
  }
}

}  // namespace
}  // namespace codegrid
