#include "image/jpeg.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;

const cv::Size kWhole(1 << 20, 1 << 20);  // so large that nothing is decoded smaller

std::string jpeg(int height, int width, const std::vector<int>& parameters = {}) {
  return encoded(".jpg", gradient(height, width), parameters);
}

double mean_difference(const cv::Mat& one, const cv::Mat& other) {
  return cv::norm(one, other, cv::NORM_L1) / static_cast<double>(one.total() * one.elemSize());
}

TEST(Jpeg, TheHeaderTellsSizeAndColors) {
  const PictureHeader header = read_picture_header(jpeg(20, 30));
  EXPECT_EQ(header.format, PictureFormat::kJpeg);
  EXPECT_EQ(header.height, 20);
  EXPECT_EQ(header.width, 30);
  EXPECT_EQ(header.channels, 3);
  EXPECT_EQ(header.bits, 8);
  EXPECT_EQ(header.orientation, 1);
  EXPECT_FALSE(header.alpha);
  cv::Mat grey;
  cv::cvtColor(gradient(20, 30), grey, cv::COLOR_BGR2GRAY);
  EXPECT_EQ(read_picture_header(encoded(".jpg", grey)).channels, 1);
}

TEST(Jpeg, BaselineAndProgressiveGiveTheSamePixels) {
  const cv::Mat plain = decode_jpeg(jpeg(40, 56), false, kWhole);
  const cv::Mat progressive =
      decode_jpeg(jpeg(40, 56, {cv::IMWRITE_JPEG_PROGRESSIVE, 1}), false, kWhole);
  EXPECT_EQ(plain.type(), CV_8UC3);
  EXPECT_EQ(cv::norm(plain, progressive, cv::NORM_INF), 0);
  cv::Mat rgb;
  cv::cvtColor(gradient(40, 56), rgb, cv::COLOR_BGR2RGB);
  EXPECT_LT(mean_difference(plain, rgb), 4);
}

TEST(Jpeg, TheLumaOfAColoredPictureComesWithoutItsColors) {
  const cv::Mat luma = decode_jpeg(jpeg(40, 56), true, kWhole);
  ASSERT_EQ(luma.type(), CV_8UC1);
  cv::Mat expected;
  cv::cvtColor(decode_jpeg(jpeg(40, 56), false, kWhole), expected, cv::COLOR_RGB2GRAY);
  EXPECT_LE(cv::norm(luma, expected, cv::NORM_INF), 2);
}

// Values as they are stored: Adobe's programs store 255 - ink.
TEST(Jpeg, CmykAndYcckBecomeRgbWithAndWithoutAdobesMarker) {
  const auto color = [](const std::string& file) {
    const cv::Mat rgb = decode_jpeg(file, false, kWhole);
    return rgb.at<cv::Vec3b>(4, 4);
  };
  const auto near = [](cv::Vec3b found, cv::Vec3b expected) {
    return cv::norm(found, expected, cv::NORM_INF) <= 3;
  };
  // Much cyan, a little black: 255 * 200 / 255 and so on.
  const cv::Vec3b expected(44, 200, 184);
  EXPECT_TRUE(near(color(cmyk_jpeg(8, 8, {56, 255, 235, 200}, JCS_CMYK, true)), expected));
  EXPECT_TRUE(near(color(cmyk_jpeg(8, 8, {56, 255, 235, 200}, JCS_YCCK, true)), expected));
  EXPECT_TRUE(near(color(cmyk_jpeg(8, 8, {199, 0, 20, 55}, JCS_CMYK, false)), expected));
}

TEST(Jpeg, APictureMuchLargerThanWantedIsDecodedSmallerButNeverBelowTheLeastSize) {
  const std::string file = jpeg(400, 600);
  const auto size = [&](int least_height, int least_width) {
    return decode_jpeg(file, false, {least_width, least_height}).size();
  };
  EXPECT_EQ(size(50, 75), cv::Size(75, 50));
  EXPECT_EQ(size(51, 75), cv::Size(150, 100));
  EXPECT_EQ(size(100, 150), cv::Size(150, 100));
  EXPECT_EQ(size(10, 151), cv::Size(300, 200));
  EXPECT_EQ(size(201, 10), cv::Size(600, 400));
}

TEST(Jpeg, WhatIsDecodedSmallerIsStillAnAverageOverAreas) {
  cv::Mat noise(400, 400, CV_8UC3);
  cv::RNG random(7);
  random.fill(noise, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(noise, noise, {0, 0}, 1.5);
  cv::normalize(noise, noise, 0, 255, cv::NORM_MINMAX);
  const std::string file = encoded(".jpg", noise, {cv::IMWRITE_JPEG_QUALITY, 100});
  for (const int side : {25, 50, 100}) {
    cv::Mat expected;
    cv::resize(decode_jpeg(file, true, kWhole), expected, {side, side}, 0, 0, cv::INTER_AREA);
    cv::Mat found;
    cv::resize(decode_jpeg(file, true, {2 * side, 2 * side}), found, {side, side}, 0, 0,
               cv::INTER_AREA);
    EXPECT_LT(mean_difference(found, expected), 1) << side;
  }
}

TEST(Jpeg, OrientationsOfBothByteOrdersAreFound) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
      const auto header = read_picture_header(with_exif(jpeg(20, 30), exif(orientation, order)));
      EXPECT_EQ(header.orientation, orientation);
      EXPECT_EQ(header.height, orientation >= 5 ? 30 : 20);
      EXPECT_EQ(header.width, orientation >= 5 ? 20 : 30);
    }
  }
}

TEST(Jpeg, ATruncatedFileIsRefusedAtEveryLength) {
  for (const int progressive : {0, 1}) {
    const std::string file = jpeg(200, 300, {cv::IMWRITE_JPEG_PROGRESSIVE, progressive});
    expect_refused_when_cut(file, file.size());
    EXPECT_EQ(reason(file.substr(0, file.size() - 2)), "is damaged: Premature end of JPEG file");
    EXPECT_EQ(reason(file.substr(0, file.size() / 2)), "is damaged: Premature end of JPEG file");
    EXPECT_EQ(reason(file.substr(0, 30)),
              "is truncated: it ends after 30 bytes, before the size of its picture is stated");
    EXPECT_EQ(reason(file + "what some cameras append"), "");
  }
}

TEST(Jpeg, DamageAmongThePixelsIsFound) {
  std::string file = jpeg(200, 200, {cv::IMWRITE_JPEG_QUALITY, 95});
  file.replace(file.size() / 2, 64, std::string(64, '\xff'));
  EXPECT_TRUE(reason(file).starts_with("is damaged: ")) << reason(file);
}

TEST(Jpeg, AFileOfEndlessScansIsRefused) {
  const std::string file = jpeg(16, 16, {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  // The last scan once more, and once more.
  const std::size_t scan = file.rfind("\xff\xda");
  std::string many = file.substr(0, file.size() - 2);
  for (int i = 0; i < 200; ++i) many += file.substr(scan, file.size() - 2 - scan);
  const std::string said = reason(many + "\xff\xd9");
  EXPECT_TRUE(said.starts_with("is damaged: ")) << said;
}

}  // namespace
}  // namespace codegrid
