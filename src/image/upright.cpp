#include "image/upright.hpp"

#include <opencv2/core/utility.hpp>

namespace codegrid {
namespace {

cv::Mat flipped(const cv::Mat& picture, int code) {
  cv::Mat result;
  cv::flip(picture, result, code);
  return result;
}

cv::Mat rotated(const cv::Mat& picture, cv::RotateFlags code) {
  cv::Mat result;
  cv::rotate(picture, result, code);
  return result;
}

}  // namespace

cv::Mat upright(const cv::Mat& stored, int orientation) {
  constexpr int kLeftToRight = 1;
  constexpr int kUpsideDown = 0;
  switch (orientation) {
    case 2:
      return flipped(stored, kLeftToRight);
    case 3:
      return rotated(stored, cv::ROTATE_180);
    case 4:
      return flipped(stored, kUpsideDown);
    case 5:
      return stored.t();
    case 6:
      return rotated(stored, cv::ROTATE_90_CLOCKWISE);
    case 7:
      return flipped(stored.t(), -1);
    case 8:
      return rotated(stored, cv::ROTATE_90_COUNTERCLOCKWISE);
    default:
      return stored;
  }
}

}  // namespace codegrid
