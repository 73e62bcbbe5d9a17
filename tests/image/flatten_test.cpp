#include "image/flatten.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace codegrid {
namespace {

TEST(Flatten, SixteenBitsAreRoundedToTheNearest) {
  cv::Mat all(1, 65536, CV_16UC1);
  for (int value = 0; value < 65536; ++value)
    all.at<std::uint16_t>(0, value) = static_cast<std::uint16_t>(value);
  const cv::Mat bytes = flatten({all}, {});
  ASSERT_EQ(bytes.type(), CV_8UC1);
  for (int value = 0; value < 65536; ++value)
    ASSERT_EQ(bytes.at<std::uint8_t>(0, value), std::lround(value / 257.0)) << value;
}

TEST(Flatten, EveryAlphaIsBlendedToTheNearest) {
  cv::Mat all(256, 256, CV_8UC4);
  for (int color = 0; color < 256; ++color) {
    for (int alpha = 0; alpha < 256; ++alpha) {
      const auto value = static_cast<std::uint8_t>(color);
      all.at<cv::Vec4b>(color, alpha) = {value, value, value, static_cast<std::uint8_t>(alpha)};
    }
  }
  const cv::Mat flat = flatten({all}, {0, 100, 255});
  for (int color = 0; color < 256; ++color) {
    for (int alpha = 0; alpha < 256; ++alpha) {
      const auto& found = flat.at<cv::Vec3b>(color, alpha);
      ASSERT_EQ(found[0], std::lround(color * alpha / 255.0));
      ASSERT_EQ(found[1], std::lround((color * alpha + 100 * (255 - alpha)) / 255.0));
      ASSERT_EQ(found[2], std::lround((color * alpha + 255 * (255 - alpha)) / 255.0));
    }
  }
}

TEST(Flatten, ColorsThatAreMultipliedByAlphaAreNotMultipliedAgain) {
  const cv::Mat pixel(1, 1, CV_8UC4, cv::Scalar(100, 100, 0, 128));
  EXPECT_EQ(flatten({pixel, true}, {100, 0, 255}).at<cv::Vec3b>(0, 0), cv::Vec3b(150, 100, 127));
  const cv::Mat too_bright(1, 1, CV_8UC4, cv::Scalar(255, 255, 255, 1));
  EXPECT_EQ(flatten({too_bright, true}, {}).at<cv::Vec3b>(0, 0), cv::Vec3b(255, 255, 255));
}

TEST(Flatten, APictureWithoutAlphaStaysAsItIs) {
  const cv::Mat pixel(1, 1, CV_8UC3, cv::Scalar(1, 2, 3));
  EXPECT_EQ(flatten({pixel}, {}).at<cv::Vec3b>(0, 0), cv::Vec3b(1, 2, 3));
}

}  // namespace
}  // namespace codegrid
