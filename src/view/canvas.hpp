#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

// Shared by the pictures of this room, and internal to it: the one header that names OpenCV.

/// Type sizes are heights of a capital letter, in pixels.
constexpr double kTitleSize = 13;
constexpr double kTextSize = 9;

/// White space around every picture, in pixels.
constexpr int kMargin = 24;

/// Colours as OpenCV orders them: blue, green, red in [0, 255].
const cv::Scalar kInk(36, 33, 31);
const cv::Scalar kQuietInk(118, 112, 108);
const cv::Scalar kFaintLine(232, 229, 227);
const cv::Scalar kFrameLine(196, 192, 189);
const cv::Scalar kPaper(255, 255, 255);

enum class Align { kLeft, kCenter, kRight };

/// `utf8` as the drawing font knows it: each character outside ASCII becomes one '?', each control
/// character a space.
std::string to_ascii(std::string_view utf8);

/// Width of `text` in pixels; `size` is a type size.
int text_width(const std::string& text, double size);

/// `text` if it is at most `width` pixels wide, else its longest beginning that is with "..."
/// added.
std::string shorten(const std::string& text, double size, int width);

/// The lines of `text`, one at least.
std::vector<std::string> split_lines(const std::string& text);

/// `text` in lines at most `width` pixels wide, broken where it has lines and at spaces. A word
/// that is wider is shortened; after kMostLines the last one ends in "...".
std::vector<std::string> wrap(const std::string& text, double size, int width);
constexpr std::size_t kMostLines = 8;

/// TORCH_CHECK for anything but a float32 [H, W], [1, H, W] or [3, H, W].
void require_image(const at::Tensor& image);

/// An image as pixels: one channel is ink (1 becomes black), three channels are red, green and blue
/// as they are. Values are clamped to [0, 1], NaN counts as 0.
///   image: [H, W], [1, H, W] or [3, H, W] float32 -> H x W of CV_8UC3. TORCH_CHECK for any other.
cv::Mat to_pixels(const at::Tensor& image);

/// What `draw` returns; where OpenCV gives up in it (memory is short), Error(kFailed) says so.
std::string drawn(const std::function<std::string()>& draw);

/// A white sheet to draw on. Text is drawn large and reduced, which the font's thin strokes need at
/// these sizes.
class Canvas {
 public:
  /// `height` and `width` in pixels, both positive.
  Canvas(std::int64_t width, std::int64_t height);

  int width() const { return pixels_.cols; }
  int height() const { return pixels_.rows; }

  /// Text on the baseline `y`; `x` is its left end, middle or right end.
  void text(const std::string& text, int x, int y, double size, Align align,
            const cv::Scalar& color = kInk);
  /// Text that reads upwards: `x` is its baseline, `y` its middle.
  void upward_text(const std::string& text, int x, int y, double size, const cv::Scalar& color);
  /// A smooth line; ends and thickness in pixels, ends may lie between pixels.
  void line(cv::Point2d from, cv::Point2d to, const cv::Scalar& color, int thickness = 1);
  /// A smooth filled circle.
  void dot(cv::Point2d center, double radius, const cv::Scalar& color);
  /// A filled rectangle; what lies outside the sheet is left out.
  void fill(const cv::Rect& area, const cv::Scalar& color);
  /// A thin line around `area`, outside of it.
  void frame(const cv::Rect& area);
  /// `image` (CV_8UC3) with its top left corner at (`x`, `y`); it must fit.
  void paste(const cv::Mat& image, int x, int y);

  /// Title and the lines of a subtitle at the top left, each shortened where the sheet is too
  /// narrow; both may be empty.
  void heading(const std::string& title, const std::vector<std::string>& subtitle);
  /// Height that `heading` takes below the margin, with the space under it; 0 if both are empty.
  static int heading_height(const std::string& title, const std::vector<std::string>& subtitle);
  /// Width that a title, and each line of a subtitle, need to be whole, at most kWidestHeading.
  static int heading_width(const std::string& title, const std::string& subtitle);

  /// The bytes of a PNG file. Throws Error(kFailed) if it cannot be encoded.
  std::string png() const;

 private:
  void blend(const cv::Mat& mask, int x, int y, const cv::Scalar& color);

  cv::Mat pixels_;
};

/// A picture is widened for its heading up to this many pixels; beyond, its title is shortened, and
/// its subtitle goes on in the next line.
constexpr int kWidestHeading = 640;

}  // namespace codegrid
