#include "image/to_shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;

ImageOptions fit(std::int64_t height, std::int64_t width, Fit how, std::int64_t channels = 1) {
  return {.height = height, .width = width, .channels = channels, .fit = how};
}

Values shaped(const cv::Mat& picture, const ImageOptions& options) {
  Values values(static_cast<std::size_t>(picture_bytes(options)));
  to_shape(picture, options, values.data());
  return values;
}

cv::Mat grey(int height, int width, const Values& values) {
  return cv::Mat(values, true).reshape(1, height).clone().colRange(0, width);
}

TEST(ToShape, APictureOfTheShapeKeepsItsValuesWhateverTheFit) {
  const Values values{1, 2, 3, 4, 5, 6};
  for (const Fit how : {Fit::kPad, Fit::kCrop, Fit::kStretch})
    EXPECT_EQ(shaped(grey(2, 3, values), fit(2, 3, how)), values);
}

TEST(ToShape, WhatShrinksIsTheMeanOfItsAreas) {
  EXPECT_EQ(shaped(grey(2, 4, {0, 10, 100, 200, 20, 30, 100, 200}), fit(1, 2, Fit::kStretch)),
            (Values{15, 150}));
}

TEST(ToShape, OneSideMayShrinkAndTheOtherGrow) {
  // The mean of each row, then between them.
  EXPECT_EQ(shaped(grey(2, 4, {0, 0, 0, 0, 100, 100, 100, 100}), fit(4, 2, Fit::kStretch)),
            (Values{0, 0, 25, 25, 75, 75, 100, 100}));
}

TEST(ToShape, PadShowsAllOfThePictureInTheMiddleOfTheBackground) {
  ImageOptions options = fit(4, 4, Fit::kPad);
  options.background = {9, 9, 9};
  EXPECT_EQ(shaped(grey(1, 2, {50, 50}), options),
            (Values{9, 9, 9, 9, 50, 50, 50, 50, 50, 50, 50, 50, 9, 9, 9, 9}));
  // A line that would be thinner than a pixel.
  EXPECT_EQ(scaled_size({1000, 1}, options), cv::Size(4, 1));
  EXPECT_EQ(scaled_size({1, 1000}, options), cv::Size(1, 4));
}

TEST(ToShape, TheBackgroundOfAGreyPictureMayHaveAColor) {
  ImageOptions options = fit(1, 3, Fit::kPad, 3);
  options.background = {1, 2, 3};
  EXPECT_EQ(shaped(grey(1, 1, {50}), options), (Values{1, 50, 1, 2, 50, 2, 3, 50, 3}));
  options.channels = 1;
  options.background = {255, 0, 0};
  EXPECT_EQ(shaped(grey(1, 1, {50}), options), (Values{76, 50, 76})) << "its luma";
}

TEST(ToShape, CropShowsTheMiddle) {
  EXPECT_EQ(shaped(grey(1, 6, {1, 2, 3, 4, 5, 6}), fit(1, 2, Fit::kCrop)), (Values{3, 4}));
  EXPECT_EQ(shaped(grey(6, 1, {1, 2, 3, 4, 5, 6}), fit(2, 1, Fit::kCrop)), (Values{3, 4}));
}

TEST(ToShape, APictureThatIsVeryLongTakesNoMemoryOfItsLength) {
  const cv::Mat line(1, 50'000'000, CV_8UC1, cv::Scalar(7));
  const Values expected(64 * 64, 7);
  EXPECT_EQ(shaped(line, fit(64, 64, Fit::kCrop)), expected);
}

TEST(ToShape, LumaComesFromRedGreenAndBlue) {
  const cv::Mat colors = (cv::Mat_<cv::Vec3b>(1, 3) << cv::Vec3b(255, 0, 0), cv::Vec3b(0, 255, 0),
                          cv::Vec3b(0, 0, 255));
  EXPECT_EQ(shaped(colors, fit(1, 3, Fit::kPad)), (Values{76, 150, 29}));
}

TEST(ToShape, ColorsGoIntoPlanesAndGreyIntoAllOfThem) {
  const cv::Mat colors = (cv::Mat_<cv::Vec3b>(1, 2) << cv::Vec3b(1, 2, 3), cv::Vec3b(4, 5, 6));
  EXPECT_EQ(shaped(colors, fit(1, 2, Fit::kPad, 3)), (Values{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(shaped(grey(1, 2, {7, 8}), fit(1, 2, Fit::kPad, 3)), (Values{7, 8, 7, 8, 7, 8}));
}

TEST(ToShape, InversionComesLastAndTakesThePaddingToo) {
  ImageOptions options = fit(1, 3, Fit::kPad);
  options.invert = true;
  EXPECT_EQ(shaped(grey(1, 1, {50}), options), (Values{0, 205, 0}));
}

}  // namespace
}  // namespace codegrid
