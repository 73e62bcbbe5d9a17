#include "image/to_shape.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace codegrid {
namespace {

// Of a picture that is many times longer than the crop, only so much of its middle is scaled.
constexpr double kMostExcess = 4;

cv::Size target_size(const ImageOptions& options) {
  return {static_cast<int>(options.width), static_cast<int>(options.height)};
}

int scaled_side(int side, double scale) {
  return static_cast<int>(std::clamp(std::round(side * scale), 1.0, 2147483647.0));
}

cv::Mat in_channels(const cv::Mat& picture, std::int64_t channels) {
  if (picture.channels() == channels) return picture;
  cv::Mat changed;
  cv::cvtColor(picture, changed, channels == 1 ? cv::COLOR_RGB2GRAY : cv::COLOR_GRAY2RGB);
  return changed;
}

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
  const cv::Size smaller(std::min(size.width, picture.cols), std::min(size.height, picture.rows));
  cv::Mat result = picture;
  if (result.size() != smaller) {
    cv::Mat shrunk;
    cv::resize(result, shrunk, smaller, 0, 0, cv::INTER_AREA);
    result = shrunk;
  }
  if (result.size() != size) {
    cv::Mat grown;
    cv::resize(result, grown, size, 0, 0, cv::INTER_LINEAR);
    result = grown;
  }
  return result;
}

cv::Mat middle(const cv::Mat& picture, cv::Size size) {
  return picture(cv::Rect((picture.cols - size.width) / 2, (picture.rows - size.height) / 2,
                          size.width, size.height));
}

// Without what lies so far outside the crop that scaling it would only take memory.
cv::Mat without_ends(const cv::Mat& picture, cv::Size target) {
  const double scale = std::max(static_cast<double>(target.width) / picture.cols,
                                static_cast<double>(target.height) / picture.rows);
  const auto most = [&](int side, int wanted) {
    return std::min(side, static_cast<int>(std::ceil(std::min(kMostExcess * wanted / scale, 2e9))));
  };
  return middle(picture, {most(picture.cols, target.width), most(picture.rows, target.height)});
}

cv::Mat cropped(const cv::Mat& picture, const ImageOptions& options) {
  const cv::Size target = target_size(options);
  const cv::Mat near = without_ends(picture, target);
  return middle(resized(near, scaled_size(near.size(), options)), target);
}

cv::Mat padded(const cv::Mat& picture, const ImageOptions& options) {
  const cv::Mat inner =
      in_channels(resized(picture, scaled_size(picture.size(), options)), options.channels);
  const cv::Size target = target_size(options);
  if (inner.size() == target) return inner;
  const Background& behind = options.background;
  const cv::Mat color(1, 1, CV_8UC3,
                      cv::Scalar(static_cast<double>(behind.red), static_cast<double>(behind.green),
                                 static_cast<double>(behind.blue)));
  cv::Mat whole;
  cv::resize(in_channels(color, options.channels), whole, target, 0, 0, cv::INTER_NEAREST);
  inner.copyTo(middle(whole, inner.size()));
  return whole;
}

cv::Mat fitted(const cv::Mat& picture, const ImageOptions& options) {
  switch (options.fit) {
    case Fit::kPad:
      return padded(picture, options);
    case Fit::kCrop:
      return cropped(picture, options);
    case Fit::kStretch:
      break;
  }
  return resized(picture, target_size(options));
}

}  // namespace

cv::Size scaled_size(cv::Size whole, const ImageOptions& options) {
  const cv::Size target = target_size(options);
  if (options.fit == Fit::kStretch) return target;
  const double across = static_cast<double>(target.width) / whole.width;
  const double down = static_cast<double>(target.height) / whole.height;
  const bool pad = options.fit == Fit::kPad;
  const double scale = pad ? std::min(across, down) : std::max(across, down);
  const cv::Size size(scaled_side(whole.width, scale), scaled_side(whole.height, scale));
  return pad ? cv::Size(std::min(size.width, target.width), std::min(size.height, target.height))
             : cv::Size(std::max(size.width, target.width), std::max(size.height, target.height));
}

void to_shape(const cv::Mat& picture, const ImageOptions& options, std::uint8_t* to) {
  const cv::Mat grey_first = options.channels == 1 ? in_channels(picture, 1) : picture;
  const cv::Mat whole = in_channels(fitted(grey_first, options), options.channels);
  const std::int64_t plane = options.height * options.width;
  std::array<cv::Mat, 3> planes;
  for (std::int64_t c = 0; c < options.channels; ++c) {
    planes.at(static_cast<std::size_t>(c)) =
        cv::Mat(whole.rows, whole.cols, CV_8UC1, to + c * plane);
  }
  cv::split(whole, planes.data());
  if (!options.invert) return;
  std::transform(to, to + options.channels * plane, to,
                 [](std::uint8_t value) { return static_cast<std::uint8_t>(255 - value); });
}

}  // namespace codegrid
