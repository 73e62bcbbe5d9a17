#include "view/heatmap.hpp"

#include <c10/util/Exception.h>

#include <algorithm>

#include "view/canvas.hpp"

namespace codegrid {
namespace {

constexpr int kCellHeight = 36;
constexpr int kNarrowestCell = 52;
constexpr int kCellPadding = 8;   // on either side of a number or a column's name
constexpr int kWidestName = 110;  // a column is widened for its name up to here
constexpr int kWidestTitle = 220;
constexpr int kNameLine = 17;
constexpr int kNameGap = 9;          // between the cells and their names
constexpr int kAxisLabelSpace = 26;  // of an axis label beside the names
constexpr int kNameHeight = static_cast<int>(kTextSize);

// Shades of blue from none to the darkest count, blue, green, red.
const cv::Scalar kPalest(252, 248, 245);
const cv::Scalar kMiddle(205, 150, 95);
const cv::Scalar kDarkest(92, 48, 16);
constexpr double kWhiteTextFrom = 0.42;  // share of the darkest count

cv::Scalar shade(double share) {
  const cv::Scalar from = share < 0.5 ? kPalest : kMiddle;
  const cv::Scalar to = share < 0.5 ? kMiddle : kDarkest;
  const double part = share < 0.5 ? share * 2 : share * 2 - 1;
  return from * (1 - part) + to * part;
}

struct HeatmapLayout {
  std::int64_t rows;
  std::int64_t columns;
  int cell_width = kNarrowestCell;
  int left = kMargin;  // of the cells
  int top = kMargin;
  // Of the cells, or of an axis label that is longer than they are.
  int width = 0;
  int height = 0;
  int heading_width = 0;
  std::vector<std::string> subtitle{};
  int heading_height = 0;

  int right() const { return std::max(left + width, kMargin + heading_width); }
};

HeatmapLayout lay_out(const Heatmap& heatmap, const at::Tensor& counts) {
  HeatmapLayout layout{counts.size(0), counts.size(1)};
  const int number = text_width(std::to_string(counts.max().item<std::int64_t>()), kTextSize);
  int name = 0;
  int lines = 0;
  for (const std::string& column_name : heatmap.column_names) {
    const auto split = split_lines(column_name);
    lines = std::max(lines, static_cast<int>(split.size()));
    for (const std::string& line : split) name = std::max(name, text_width(line, kTextSize));
  }
  layout.cell_width =
      std::max(layout.cell_width, 2 * kCellPadding + std::max(number, std::min(name, kWidestName)));
  int row_name = 0;
  for (const auto& text : heatmap.row_names)
    row_name = std::max(row_name, text_width(text, kTextSize));
  layout.left +=
      (heatmap.y_label.empty() ? 0 : kAxisLabelSpace) + std::min(row_name, kWidestTitle) + kNameGap;
  const auto with_label = [](std::int64_t cells, const std::string& label) {
    return static_cast<int>(
        std::max<std::int64_t>(cells, std::min(text_width(label, kTextSize), kWidestHeading)));
  };
  layout.width = with_label(layout.columns * layout.cell_width, heatmap.x_label);
  layout.height = with_label(layout.rows * kCellHeight, heatmap.y_label);
  layout.heading_width = Canvas::heading_width(heatmap.title, heatmap.subtitle);
  layout.subtitle = wrap(heatmap.subtitle, kTextSize, layout.right() - kMargin);
  layout.heading_height = Canvas::heading_height(heatmap.title, layout.subtitle);
  layout.top +=
      layout.heading_height + (heatmap.x_label.empty() ? 0 : kAxisLabelSpace) + lines * kNameLine;
  return layout;
}

void draw_names(Canvas& canvas, const Heatmap& heatmap, const HeatmapLayout& layout) {
  for (std::size_t c = 0; c < heatmap.column_names.size(); ++c) {
    const auto lines = split_lines(heatmap.column_names[c]);
    const int middle =
        layout.left + static_cast<int>(c) * layout.cell_width + layout.cell_width / 2;
    int y = layout.top - kNameGap - static_cast<int>(lines.size() - 1) * kNameLine;
    for (const std::string& line : lines) {
      canvas.text(shorten(line, kTextSize, layout.cell_width - kCellPadding), middle, y, kTextSize,
                  Align::kCenter, kQuietInk);
      y += kNameLine;
    }
  }
  for (std::size_t r = 0; r < heatmap.row_names.size(); ++r) {
    const int middle = layout.top + static_cast<int>(r) * kCellHeight + kCellHeight / 2;
    canvas.text(shorten(heatmap.row_names[r], kTextSize, kWidestTitle), layout.left - kNameGap,
                middle + kNameHeight / 2, kTextSize, Align::kRight, kQuietInk);
  }
}

void draw_labels(Canvas& canvas, const Heatmap& heatmap, const HeatmapLayout& layout) {
  const int above = kMargin + layout.heading_height + kNameHeight;
  canvas.text(shorten(heatmap.x_label, kTextSize, layout.width), layout.left + layout.width / 2,
              above, kTextSize, Align::kCenter);
  canvas.upward_text(shorten(heatmap.y_label, kTextSize, layout.height), kMargin + kNameHeight,
                     layout.top + layout.height / 2, kTextSize, kInk);
}

// `darkest`: a share of 1.
void draw_cells(Canvas& canvas, const at::Tensor& counts, double darkest,
                const HeatmapLayout& layout) {
  const auto count_at = counts.accessor<std::int64_t, 2>();
  for (std::int64_t r = 0; r < layout.rows; ++r) {
    for (std::int64_t c = 0; c < layout.columns; ++c) {
      const int x = layout.left + static_cast<int>(c) * layout.cell_width;
      const int y = layout.top + static_cast<int>(r) * kCellHeight;
      const double share = std::min(1.0, static_cast<double>(count_at[r][c]) / darkest);
      canvas.fill({x, y, layout.cell_width - 1, kCellHeight - 1}, shade(share));
      const cv::Scalar& color = count_at[r][c] == 0       ? kQuietInk
                                : share >= kWhiteTextFrom ? kPaper
                                                          : kInk;
      canvas.text(std::to_string(count_at[r][c]), x + layout.cell_width / 2,
                  y + (kCellHeight + kNameHeight) / 2, kTextSize, Align::kCenter, color);
    }
  }
}

void check(const Heatmap& heatmap) {
  const at::Tensor& counts = heatmap.counts;
  TORCH_CHECK(counts.defined() && counts.dim() == 2 && counts.numel() > 0 &&
                  counts.scalar_type() == at::kLong,
              "counts must be int64 [R, C], got ", counts.toString(), " ",
              counts.defined() ? counts.sizes() : at::IntArrayRef{});
  TORCH_CHECK(static_cast<std::int64_t>(heatmap.row_names.size()) == counts.size(0) &&
                  static_cast<std::int64_t>(heatmap.column_names.size()) == counts.size(1),
              "got ", heatmap.row_names.size(), " row names and ", heatmap.column_names.size(),
              " column names for counts of ", counts.sizes());
  TORCH_CHECK(counts.min().item<std::int64_t>() >= 0, "counts must not be negative");
}

std::string draw_checked(const Heatmap& heatmap) {
  const at::Tensor counts = heatmap.counts.to(at::kCPU);
  const HeatmapLayout layout = lay_out(heatmap, counts);
  Canvas canvas(layout.right() + kMargin, layout.top + layout.height + kMargin);
  canvas.heading(heatmap.title, layout.subtitle);
  draw_names(canvas, heatmap, layout);
  draw_labels(canvas, heatmap, layout);
  const std::int64_t darkest =
      heatmap.darkest > 0 ? heatmap.darkest : counts.max().item<std::int64_t>();
  draw_cells(canvas, counts, static_cast<double>(std::max<std::int64_t>(1, darkest)), layout);
  return canvas.png();
}

}  // namespace

std::string draw_heatmap(const Heatmap& heatmap) {
  check(heatmap);
  return drawn([&] { return draw_checked(heatmap); });
}

}  // namespace codegrid
