#include "view/grid.hpp"

#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "view/canvas.hpp"

namespace codegrid {
namespace {

constexpr int kGap = 8;             // between cells
constexpr int kBandGap = 16;        // more of it above captions that follow other rows
constexpr int kCaptionSpace = 17;   // of a caption and the space below it
constexpr int kWidestColumn = 140;  // a column is widened for its captions up to here
constexpr int kWidestRowName = 220;
constexpr int kScaleSpace = 22;  // between the last row and the scale
constexpr int kBarWidth = 120;   // of the scale
constexpr int kBarHeight = 11;
constexpr std::int64_t kLongestSide = 3999;  // of a picture whose cells are by cell_side
constexpr std::int64_t kTextRoom = 320;      // of it for heading, captions, row names and scale

// Of an image of `size` that is larger than a square of `side` pixels: the largest that fits it.
cv::Size reduced_size(cv::Size size, int side) {
  const int longest = std::max(size.width, size.height);
  const auto reduced = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * side / longest)));
  };
  return {reduced(size.width), reduced(size.height)};
}

// Enlarged by a whole number with sharp pixels, or reduced: the largest that fits a square of
// `side` pixels.
cv::Mat fit(const cv::Mat& image, int side) {
  const int longest = std::max(image.cols, image.rows);
  cv::Mat fitted;
  if (longest <= side) {
    const int factor = side / longest;
    cv::resize(image, fitted, image.size() * factor, 0, 0, cv::INTER_NEAREST);
    return fitted;
  }
  cv::resize(image, fitted, reduced_size(image.size(), side), 0, 0, cv::INTER_AREA);
  return fitted;
}

// Every image at its drawn size, and where the cells lie.
struct GridLayout {
  std::vector<std::vector<cv::Mat>> images;
  cv::Size cell{0, 0};
  std::int64_t columns = 0;
  int column_width = 0;
  int names_width = 0;                 // with the space to the first column
  std::vector<std::int64_t> row_tops;  // of the cells, below their captions
  std::int64_t bottom = 0;
  std::int64_t width = 0;  // without margins
  std::vector<std::string> subtitle{};
};

void fit_images(const Grid& grid, GridLayout& layout) {
  const int side = static_cast<int>(grid.cell_pixels);
  for (const auto& row : grid.rows) {
    auto& fitted = layout.images.emplace_back();
    for (const Cell& cell : row) {
      fitted.push_back(cell.image.defined() ? fit(to_pixels(cell.image), side) : cv::Mat());
      layout.cell.width = std::max(layout.cell.width, fitted.back().cols);
      layout.cell.height = std::max(layout.cell.height, fitted.back().rows);
    }
    layout.columns = std::max(layout.columns, static_cast<std::int64_t>(row.size()));
  }
  if (layout.cell.empty()) layout.cell = {side, side};
}

bool has_captions(const std::vector<Cell>& row) {
  return std::any_of(row.begin(), row.end(),
                     [](const Cell& cell) { return !cell.caption.empty(); });
}

void measure_text(const Grid& grid, GridLayout& layout) {
  int caption = 0;
  for (const auto& row : grid.rows) {
    for (const Cell& cell : row) caption = std::max(caption, text_width(cell.caption, kTextSize));
  }
  layout.column_width = std::max(layout.cell.width, std::min(caption, kWidestColumn));
  int name = 0;
  for (const auto& row_name : grid.row_names)
    name = std::max(name, text_width(row_name, kTextSize));
  if (name > 0) layout.names_width = std::min(name, kWidestRowName) + 2 * kGap;
}

int scale_width(const InkScale& scale) {
  const int black = scale.black.empty() ? 0 : kGap + text_width(scale.black, kTextSize);
  return text_width(scale.white, kTextSize) + kGap + kBarWidth + black;
}

void place_heading(const Grid& grid, GridLayout& layout) {
  const std::int64_t cells =
      layout.names_width + layout.columns * (layout.column_width + kGap) - kGap;
  const std::int64_t heading = Canvas::heading_width(grid.title, grid.subtitle);
  const std::int64_t scale = grid.scale ? layout.names_width + scale_width(*grid.scale) : 1;
  layout.width = std::max({cells, heading, scale});
  layout.subtitle = wrap(grid.subtitle, kTextSize, static_cast<int>(layout.width));
}

void place_rows(const Grid& grid, GridLayout& layout) {
  std::int64_t y = kMargin + Canvas::heading_height(grid.title, layout.subtitle);
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    if (r > 0) y += kGap;
    if (has_captions(grid.rows[r])) y += r > 0 ? kCaptionSpace + kBandGap : kCaptionSpace;
    layout.row_tops.push_back(y);
    y += layout.cell.height;
  }
  layout.bottom = y;
}

void draw_row(Canvas& canvas, const Grid& grid, const GridLayout& layout, std::size_t r) {
  const int y = static_cast<int>(layout.row_tops[r]);
  if (r < grid.row_names.size()) {
    const int room = layout.names_width - 2 * kGap;
    canvas.text(shorten(grid.row_names[r], kTextSize, room), kMargin + room,
                y + (layout.cell.height + static_cast<int>(kTextSize)) / 2, kTextSize,
                Align::kRight, kQuietInk);
  }
  int x = kMargin + layout.names_width;
  for (std::size_t c = 0; c < grid.rows[r].size(); ++c, x += layout.column_width + kGap) {
    const std::string& caption = grid.rows[r][c].caption;
    canvas.text(shorten(caption, kTextSize, layout.column_width), x + layout.column_width / 2,
                y - kGap, kTextSize, Align::kCenter, kQuietInk);
    const cv::Mat& image = layout.images[r][c];
    if (image.empty()) continue;
    const cv::Point corner(x + (layout.column_width - image.cols) / 2,
                           y + (layout.cell.height - image.rows) / 2);
    canvas.paste(image, corner.x, corner.y);
    if (grid.rows[r][c].framed) canvas.frame({corner, image.size()});
  }
}

void draw_scale(Canvas& canvas, const InkScale& scale, const GridLayout& layout) {
  const int top = static_cast<int>(layout.bottom) + kScaleSpace;
  const int baseline = top + (kBarHeight + static_cast<int>(kTextSize)) / 2;
  const int left = kMargin + layout.names_width;
  if (layout.names_width > 0) {
    canvas.text(shorten(scale.name, kTextSize, layout.names_width - 2 * kGap), left - 2 * kGap,
                baseline, kTextSize, Align::kRight, kQuietInk);
  }
  canvas.text(scale.white, left, baseline, kTextSize, Align::kLeft, kQuietInk);
  const cv::Rect bar(left + text_width(scale.white, kTextSize) + kGap, top, kBarWidth, kBarHeight);
  for (int i = 0; i < kBarWidth && !scale.black.empty(); ++i)
    canvas.fill({bar.x + i, bar.y, 1, bar.height},
                cv::Scalar::all(255.0 * (kBarWidth - 1 - i) / (kBarWidth - 1)));
  canvas.frame(bar);
  canvas.text(scale.black, bar.x + bar.width + kGap, baseline, kTextSize, Align::kLeft, kQuietInk);
}

std::string draw_checked(const Grid& grid) {
  GridLayout layout;
  fit_images(grid, layout);
  measure_text(grid, layout);
  place_heading(grid, layout);
  place_rows(grid, layout);
  Canvas canvas(std::int64_t{2} * kMargin + layout.width,
                layout.bottom + (grid.scale ? kScaleSpace + kBarHeight : 0) + kMargin);
  canvas.heading(grid.title, layout.subtitle);
  for (std::size_t r = 0; r < grid.rows.size(); ++r) draw_row(canvas, grid, layout, r);
  if (grid.scale) draw_scale(canvas, *grid.scale, layout);
  return canvas.png();
}

}  // namespace

std::int64_t cell_side(std::int64_t least, const std::vector<std::int64_t>& shape,
                       std::int64_t rows, std::int64_t columns) {
  const std::int64_t cells = std::max(rows, columns);
  TORCH_CHECK(cells >= 1 && cells <= 250, "rows and columns must lie in [1, 250], got ", cells);
  const std::int64_t longest = std::max(shape.at(1), shape.at(2));
  const std::int64_t room = (kLongestSide - std::int64_t{2} * kMargin - kTextRoom) / cells - kGap;
  return std::min(std::max(least, std::min(longest, kLargestCell)), room);
}

std::string draw_grid(const Grid& grid) {
  TORCH_CHECK(grid.cell_pixels > 0 && grid.cell_pixels <= 4096,
              "cell_pixels must lie in [1, 4096], got ", grid.cell_pixels);
  TORCH_CHECK(grid.row_names.empty() || grid.row_names.size() == grid.rows.size(), "got ",
              grid.row_names.size(), " row names for ", grid.rows.size(), " rows");
  return drawn([&] { return draw_checked(grid); });
}

at::Tensor reduced_image(const at::Tensor& image, std::int64_t cell_pixels) {
  require_image(image);
  const at::Tensor planes =
      (image.dim() == 2 ? image.unsqueeze(0) : image).detach().to(at::kCPU).contiguous();
  const cv::Size size(static_cast<int>(planes.size(2)), static_cast<int>(planes.size(1)));
  if (std::max(size.width, size.height) <= cell_pixels) return image;
  const cv::Size smaller = reduced_size(size, static_cast<int>(cell_pixels));
  const at::Tensor reduced =
      at::empty({planes.size(0), smaller.height, smaller.width}, planes.options());
  for (std::int64_t c = 0; c < planes.size(0); ++c) {
    const cv::Mat from(size, CV_32FC1, planes[c].data_ptr<float>());
    cv::Mat to(smaller, CV_32FC1, reduced[c].data_ptr<float>());
    cv::resize(from, to, smaller, 0, 0, cv::INTER_AREA);
  }
  return image.dim() == 2 ? reduced.squeeze(0) : reduced;
}

}  // namespace codegrid
