#pragma once

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>
#include <string>

namespace codegrid {

/// The pixels of a PNG file's bytes, CV_8UC3.
inline cv::Mat decode(const std::string& png) {
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  const cv::Mat bytes(1, static_cast<int>(png.size()), CV_8UC1, const_cast<char*>(png.data()));
  cv::Mat pixels = cv::imdecode(bytes, cv::IMREAD_COLOR);
  EXPECT_FALSE(pixels.empty());
  return pixels;
}

/// Where `pixels` is darker than `level`, as 255.
inline cv::Mat darker_than(const cv::Mat& pixels, int level) {
  cv::Mat grey;
  cv::cvtColor(pixels, grey, cv::COLOR_BGR2GRAY);
  return grey < level;
}

/// The smallest rectangle around everything that is not white.
inline cv::Rect ink_box(const cv::Mat& pixels) {
  return cv::boundingRect(darker_than(pixels, 250));
}

/// Whether a frame of `depth` pixels around the picture is white: nothing touches the border, so
/// nothing is cut.
inline bool border_is_white(const cv::Mat& pixels, int depth) {
  const cv::Rect box = ink_box(pixels);
  return box.x >= depth && box.y >= depth && box.br().x <= pixels.cols - depth &&
         box.br().y <= pixels.rows - depth;
}

inline bool is_white(const cv::Mat& pixels) { return ink_box(pixels).empty(); }

/// The grey levels that occur, from 0 to 255.
inline std::set<int> grey_levels(const cv::Mat& pixels) {
  cv::Mat grey;
  cv::cvtColor(pixels, grey, cv::COLOR_BGR2GRAY);
  std::set<int> levels;
  for (int row = 0; row < grey.rows; ++row) {
    for (int column = 0; column < grey.cols; ++column) levels.insert(grey.at<uchar>(row, column));
  }
  return levels;
}

/// How many pixels have a colour near `color` (blue, green, red).
inline int count_near(const cv::Mat& pixels, const cv::Scalar& color, double distance = 24) {
  cv::Mat near;
  const cv::Scalar reach = cv::Scalar::all(distance);
  cv::inRange(pixels, color - reach, color + reach, near);
  return cv::countNonZero(near);
}

}  // namespace codegrid
