#include "view/canvas.hpp"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/error.hpp"
#include "core/library_message.hpp"

namespace codegrid {
namespace {

constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
constexpr double kFontCapHeight = 21;  // of the Hershey fonts at scale 1
constexpr int kReduction = 4;          // text is drawn this many times larger
constexpr int kSubtitleGap = 12;       // between title and subtitle
constexpr int kLineHeight = 17;        // from line to line of a subtitle
constexpr int kShift = 4;              // fractional bits of OpenCV's line coordinates

double font_scale(double size) { return size * kReduction / kFontCapHeight; }

int stroke(double size) {
  return std::max(1, static_cast<int>(std::lround(size * kReduction * 0.115)));
}

cv::Point fixed_point(cv::Point2d point) {
  const double unit = 1 << kShift;
  return {static_cast<int>(std::lround(point.x * unit)),
          static_cast<int>(std::lround(point.y * unit))};
}

// Coverage of a line of text in [0, 255], with where its left end on the baseline lies in it.
struct TextMask {
  cv::Mat coverage;
  cv::Point origin;
};

TextMask draw_text(const std::string& ascii, double size) {
  const int side = 3;
  const int above = static_cast<int>(std::ceil(size * 1.4)) + 1;
  const int below = static_cast<int>(std::ceil(size * 0.5)) + 1;
  const int width = text_width(ascii, size) + 2 * side;
  cv::Mat large((above + below) * kReduction, width * kReduction, CV_8UC1, cv::Scalar(0));
  cv::putText(large, ascii, {side * kReduction, above * kReduction}, kFont, font_scale(size),
              cv::Scalar(255), stroke(size), cv::LINE_AA);
  TextMask mask{{}, {side, above}};
  cv::resize(large, mask.coverage, {width, above + below}, 0, 0, cv::INTER_AREA);
  return mask;
}

int checked_length(std::int64_t length) {
  TORCH_CHECK(length > 0, "a picture needs a positive size, got ", length);
  // libpng takes no side of a million pixels or more.
  if (length >= 1'000'000) {
    throw run_error(fmt::format(
        "a side of {} pixels was asked for, at most 999999 can be saved; draw fewer cells",
        length));
  }
  return static_cast<int>(length);
}

}  // namespace

std::string to_ascii(std::string_view utf8) {
  std::string ascii;
  int continuation = 0;  // bytes that still belong to the character before
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0) == 0x80;
    if (continues && continuation > 0) {
      --continuation;
      continue;
    }
    continuation = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
    ascii += byte >= 0x80 ? '?' : (byte < 0x20 || byte == 0x7F) ? ' ' : c;
  }
  return ascii;
}

int text_width(const std::string& text, double size) {
  if (text.empty()) return 0;
  int baseline = 0;
  const cv::Size large =
      cv::getTextSize(to_ascii(text), kFont, font_scale(size), stroke(size), &baseline);
  return (large.width + kReduction - 1) / kReduction;
}

std::string shorten(const std::string& text, double size, int width) {
  std::string ascii = to_ascii(text);
  if (text_width(ascii, size) <= width) return ascii;
  while (!ascii.empty() && text_width(ascii + "...", size) > width) ascii.pop_back();
  while (!ascii.empty() && ascii.back() == ' ') ascii.pop_back();
  return text_width(ascii + "...", size) <= width ? ascii + "..." : "";
}

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

std::vector<std::string> wrap(const std::string& text, double size, int width) {
  std::vector<std::string> lines;
  for (const std::string& line : split_lines(text)) {
    lines.emplace_back();
    for (std::size_t begin = 0; begin < line.size();) {
      const std::size_t end = std::min(line.find(' ', begin + 1), line.size());
      const std::string word = line.substr(begin, end - begin);  // with the space before it
      if (!lines.back().empty() && text_width(lines.back() + word, size) > width)
        lines.push_back(word.substr(word.front() == ' ' ? 1 : 0));
      else
        lines.back() += word;
      begin = end;
    }
  }
  if (lines.size() > kMostLines) {
    lines.resize(kMostLines);
    lines.back() += "...";
  }
  for (std::string& line : lines) line = shorten(line, size, width);
  if (lines == std::vector<std::string>{""}) lines.clear();
  return lines;
}

std::string reason_of(const cv::Exception& error) {
  return error.code == cv::Error::StsNoMem ? out_of_memory(error.err) : cause_in(error.err);
}

std::string drawn(const std::function<std::string()>& draw) {
  try {
    return draw();
  } catch (const cv::Exception& error) {
    throw run_error(fmt::format("cannot be drawn: {}", reason_of(error)));
  }
}

void require_image(const at::Tensor& image) {
  TORCH_CHECK(
      image.defined() && image.scalar_type() == at::kFloat && image.numel() > 0 &&
          (image.dim() == 2 || (image.dim() == 3 && (image.size(0) == 1 || image.size(0) == 3))),
      "an image must be float32 [H, W], [1, H, W] or [3, H, W], got ",
      image.defined() ? image.toString() : "nothing", " ",
      image.defined() ? image.sizes() : at::IntArrayRef{});
}

cv::Mat to_pixels(const at::Tensor& image) {
  require_image(image);
  at::Tensor values = image.detach().to(at::kCPU).nan_to_num(0.0, 1.0, 0.0).clamp(0, 1);
  if (values.dim() == 2) values = values.unsqueeze(0);
  values = values.size(0) == 1 ? values.neg().add(1).expand({3, -1, -1}) : values.flip(0);
  const at::Tensor bytes = values.mul(255).round().to(at::kByte).permute({1, 2, 0}).contiguous();
  return cv::Mat(checked_length(bytes.size(0)), checked_length(bytes.size(1)), CV_8UC3,
                 bytes.data_ptr<std::uint8_t>())
      .clone();
}

Canvas::Canvas(std::int64_t width, std::int64_t height)
    : pixels_(checked_length(height), checked_length(width), CV_8UC3, kPaper) {}

void Canvas::blend(const cv::Mat& mask, int x, int y, const cv::Scalar& color) {
  const cv::Rect sheet(0, 0, width(), height());
  const cv::Rect area = cv::Rect(x, y, mask.cols, mask.rows) & sheet;
  for (int row = 0; row < area.height; ++row) {
    for (int column = 0; column < area.width; ++column) {
      const int covered = mask.at<std::uint8_t>(area.y - y + row, area.x - x + column);
      auto& pixel = pixels_.at<cv::Vec3b>(area.y + row, area.x + column);
      for (int channel = 0; channel < 3; ++channel) {
        const double mixed = (pixel[channel] * (255 - covered) + color[channel] * covered) / 255;
        pixel[channel] = cv::saturate_cast<std::uint8_t>(mixed);
      }
    }
  }
}

void Canvas::text(const std::string& text, int x, int y, double size, Align align,
                  const cv::Scalar& color) {
  if (text.empty()) return;
  const int width = text_width(text, size);
  const int left = align == Align::kLeft ? x : align == Align::kCenter ? x - width / 2 : x - width;
  const TextMask mask = draw_text(to_ascii(text), size);
  blend(mask.coverage, left - mask.origin.x, y - mask.origin.y, color);
}

void Canvas::upward_text(const std::string& text, int x, int y, double size,
                         const cv::Scalar& color) {
  if (text.empty()) return;
  const TextMask mask = draw_text(to_ascii(text), size);
  cv::Mat turned;
  cv::rotate(mask.coverage, turned, cv::ROTATE_90_COUNTERCLOCKWISE);
  blend(turned, x - mask.origin.y, y - turned.rows / 2, color);
}

void Canvas::line(cv::Point2d from, cv::Point2d to, const cv::Scalar& color, int thickness) {
  cv::line(pixels_, fixed_point(from), fixed_point(to), color, thickness, cv::LINE_AA, kShift);
}

void Canvas::dot(cv::Point2d center, double radius, const cv::Scalar& color) {
  cv::circle(pixels_, fixed_point(center), fixed_point({radius, 0}).x, color, cv::FILLED,
             cv::LINE_AA, kShift);
}

void Canvas::fill(const cv::Rect& area, const cv::Scalar& color) {
  pixels_(area & cv::Rect(0, 0, width(), height())).setTo(color);
}

void Canvas::frame(const cv::Rect& area) {
  const cv::Rect outside(area.x - 1, area.y - 1, area.width + 2, area.height + 2);
  fill({outside.x, outside.y, outside.width, 1}, kFrameLine);
  fill({outside.x, area.y + area.height, outside.width, 1}, kFrameLine);
  fill({outside.x, outside.y, 1, outside.height}, kFrameLine);
  fill({area.x + area.width, outside.y, 1, outside.height}, kFrameLine);
}

void Canvas::paste(const cv::Mat& image, int x, int y) {
  image.copyTo(pixels_(cv::Rect(x, y, image.cols, image.rows)));
}

void Canvas::heading(const std::string& title, const std::vector<std::string>& subtitle) {
  const int room = width() - 2 * kMargin;
  int baseline = kMargin;
  if (!title.empty()) {
    baseline += static_cast<int>(kTitleSize);
    text(shorten(title, kTitleSize, room), kMargin, baseline, kTitleSize, Align::kLeft);
    baseline += kSubtitleGap;
  }
  baseline += static_cast<int>(kTextSize);
  for (const std::string& line : subtitle) {
    text(shorten(line, kTextSize, room), kMargin, baseline, kTextSize, Align::kLeft, kQuietInk);
    baseline += kLineHeight;
  }
}

int Canvas::heading_height(const std::string& title, const std::vector<std::string>& subtitle) {
  int height = 0;
  if (!title.empty()) height += static_cast<int>(kTitleSize);
  if (!title.empty() && !subtitle.empty()) height += kSubtitleGap;
  if (!subtitle.empty())
    height += static_cast<int>(kTextSize) + static_cast<int>(subtitle.size() - 1) * kLineHeight;
  return height == 0 ? 0 : height + 20;
}

int Canvas::heading_width(const std::string& title, const std::string& subtitle) {
  int width = text_width(title, kTitleSize);
  for (const std::string& line : split_lines(subtitle))
    width = std::max(width, text_width(line, kTextSize));
  return std::min(width, kWidestHeading);
}

std::string Canvas::png() const {
  std::vector<std::uint8_t> bytes;
  try {
    if (cv::imencode(".png", pixels_, bytes) && !bytes.empty()) {
      return {bytes.begin(), bytes.end()};
    }
  } catch (const cv::Exception& error) {
    throw run_error(fmt::format("cannot encode {} x {} pixels as PNG: {}", width(), height(),
                                reason_of(error)));
  }
  throw run_error(
      fmt::format("cannot encode {} x {} pixels as PNG; is memory short?", width(), height()));
}

}  // namespace codegrid
