#include "view/grid.hpp"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "view/canvas.hpp"

namespace codegrid {
namespace {

constexpr int kGap = 8;             // between cells
constexpr int kCaptionSpace = 17;   // of a caption and the space below it
constexpr int kWidestColumn = 140;  // a column is widened for its captions up to here
constexpr int kWidestRowName = 220;

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
  const auto reduced = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(static_cast<double>(length) * side / longest)));
  };
  cv::resize(image, fitted, {reduced(image.cols), reduced(image.rows)}, 0, 0, cv::INTER_AREA);
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

void place_rows(const Grid& grid, GridLayout& layout) {
  std::int64_t y = kMargin + Canvas::heading_height(grid.title, grid.subtitle);
  for (std::size_t r = 0; r < grid.rows.size(); ++r) {
    if (r > 0) y += kGap;
    if (has_captions(grid.rows[r])) y += r > 0 ? kCaptionSpace + kGap : kCaptionSpace;
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
    canvas.paste(image, x + (layout.column_width - image.cols) / 2,
                 y + (layout.cell.height - image.rows) / 2);
  }
}

}  // namespace

std::string draw_grid(const Grid& grid) {
  TORCH_CHECK(grid.cell_pixels > 0 && grid.cell_pixels <= 4096,
              "cell_pixels must lie in [1, 4096], got ", grid.cell_pixels);
  TORCH_CHECK(grid.row_names.empty() || grid.row_names.size() == grid.rows.size(), "got ",
              grid.row_names.size(), " row names for ", grid.rows.size(), " rows");
  GridLayout layout;
  fit_images(grid, layout);
  measure_text(grid, layout);
  place_rows(grid, layout);
  const std::int64_t cells =
      layout.names_width + layout.columns * (layout.column_width + kGap) - kGap;
  const std::int64_t heading = Canvas::heading_width(grid.title, grid.subtitle);
  Canvas canvas(std::int64_t{2} * kMargin + std::max({cells, heading, std::int64_t{1}}),
                layout.bottom + kMargin);
  canvas.heading(grid.title, grid.subtitle);
  for (std::size_t r = 0; r < grid.rows.size(); ++r) draw_row(canvas, grid, layout, r);
  return canvas.png();
}

}  // namespace codegrid
