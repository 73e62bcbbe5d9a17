#include "image/opencv_decode.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <opencv2/core/utility.hpp>

#include "support/picture_files.hpp"

namespace codegrid {
namespace {

using namespace pictures;

TEST(OpencvDecode, ColorsComeAsRedGreenBlueAndAlpha) {
  const cv::Mat bgra(1, 1, CV_8UC4, cv::Scalar(1, 2, 3, 4));
  const std::string file = encoded(".webp", bgra, {cv::IMWRITE_WEBP_QUALITY, 101});
  EXPECT_EQ(opencv_decode(file, OpenCvColor::kAsStored).at<cv::Vec4b>(0, 0), cv::Vec4b(3, 2, 1, 4));
  const std::string opaque = encoded(".bmp", cv::Mat(1, 1, CV_8UC3, cv::Scalar(1, 2, 3)));
  EXPECT_EQ(opencv_decode(opaque, OpenCvColor::kAsStored).at<cv::Vec3b>(0, 0), cv::Vec3b(3, 2, 1));
}

TEST(OpencvDecode, ADamagedFileIsAnErrorAndNothingIsSaidOnStderrMeanwhile) {
  std::string file = encoded(".tiff", gradient(20, 30));
  file.replace(8, 40, std::string(40, '\xff'));
  testing::internal::CaptureStderr();
  try {
    opencv_decode(file.substr(0, 60), OpenCvColor::kAsStored);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).substr(0, 11), "is damaged:");
  }
  std::cerr << "what others say stays" << std::flush;
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "what others say stays");
}

TEST(OpencvDecode, OpencvKeepsToTheThreadThatCallsIt) {
  keep_opencv_to_one_thread();
  EXPECT_EQ(cv::getNumThreads(), 1);
}

}  // namespace
}  // namespace codegrid
