#include "view/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "view/axis.hpp"
#include "view/canvas.hpp"

namespace codegrid {
namespace {

constexpr int kWidth = 880;
constexpr int kPlotHeight = 400;
constexpr int kLegendLine = 22;
constexpr int kSwatch = 22;      // length of a legend's piece of curve
constexpr int kMarkSpace = 24;   // above the plot, for the mark's name
constexpr int kTickGap = 9;      // between the plot and its tick labels
constexpr int kLabelSpace = 28;  // of an axis label beside the tick labels
constexpr int kTextHeight = static_cast<int>(kTextSize);
constexpr std::size_t kDottedUpTo = 25;  // values
constexpr std::size_t kWholeUpTo = 4;    // values for each pixel of the width

// Told apart in grey and by colour-blind eyes: blue, orange, green, purple, brown, black.
const std::array<cv::Scalar, 6> kColors = {cv::Scalar(166, 92, 31), cv::Scalar(20, 120, 235),
                                           cv::Scalar(92, 150, 44), cv::Scalar(160, 70, 130),
                                           cv::Scalar(60, 90, 140), cv::Scalar(40, 40, 40)};

bool drawable(double y) { return std::isfinite(y) && std::abs(y) <= kLargestValue; }

struct LegendEntry {
  std::string name;
  int x;
  int line;
};

std::vector<LegendEntry> lay_out_legend(const Chart& chart) {
  std::vector<LegendEntry> entries;
  const int right = kWidth - kMargin;
  int x = kMargin;
  int line = 0;
  for (const Curve& curve : chart.curves) {
    const std::string name = shorten(curve.name, kTextSize, right - kMargin - kSwatch - 8);
    const int width = kSwatch + 8 + text_width(name, kTextSize);
    if (x > kMargin && x + width > right) {
      x = kMargin;
      ++line;
    }
    entries.push_back({name, x, line});
    x += width + 24;
  }
  return entries;
}

// The axes and where they lie on the sheet.
struct Plot {
  std::vector<double> x_values;
  Axis x;
  Axis y;
  cv::Rect area;

  cv::Point2d at(double x_value, double y_value) const {
    return {area.x + x.place(x_value) * area.width,
            area.y + area.height - y.place(y_value) * area.height};
  }
};

Plot lay_out_plot(const Chart& chart, int top) {
  std::vector<double> values;
  std::size_t count = 1;
  for (const Curve& curve : chart.curves) {
    count = std::max(count, curve.y.size());
    std::copy_if(curve.y.begin(), curve.y.end(), std::back_inserter(values), drawable);
  }
  Plot plot;
  plot.y =
      value_axis(values, kPlotHeight, chart.linear ? ValueScale::kLinear : ValueScale::kByRange);
  int labels = 0;
  for (const Tick& tick : plot.y.ticks)
    labels = std::max(labels, text_width(tick.label, kTextSize));
  const int left = kMargin + kLabelSpace + labels + kTickGap;
  plot.area = {left, top, kWidth - kMargin - left, kPlotHeight};
  plot.x_values = chart.x;
  if (!chart.x.empty()) {
    plot.x = number_axis(chart.x, plot.area.width);
    return plot;
  }
  plot.x_values.resize(count);
  std::iota(plot.x_values.begin(), plot.x_values.end(), 1.0);
  plot.x = count_axis(static_cast<std::int64_t>(count), plot.area.width);
  return plot;
}

void draw_axes(Canvas& canvas, const Plot& plot, const Chart& chart) {
  const cv::Rect& area = plot.area;
  const int bottom = area.y + area.height;
  for (const Tick& tick : plot.y.ticks) {
    const int y = static_cast<int>(std::lround(plot.at(1, tick.value).y));
    canvas.fill({area.x, y, area.width, 1}, kFaintLine);
    canvas.text(tick.label, area.x - kTickGap, y + kTextHeight / 2 + 1, kTextSize, Align::kRight,
                kQuietInk);
  }
  for (const Tick& tick : plot.x.ticks) {
    const int x = static_cast<int>(std::lround(area.x + plot.x.place(tick.value) * area.width));
    canvas.fill({x, area.y, 1, area.height}, kFaintLine);
    canvas.text(tick.label, x, bottom + kTickGap + kTextHeight, kTextSize, Align::kCenter,
                kQuietInk);
  }
  canvas.fill({area.x, bottom, area.width, 1}, kQuietInk);
  canvas.fill({area.x, area.y, 1, area.height + 1}, kQuietInk);
  const std::string y_label = chart.y_label + (plot.y.logarithmic ? " (log scale)" : "");
  canvas.upward_text(shorten(y_label, kTextSize, area.height), kMargin + kTextHeight,
                     area.y + area.height / 2, kTextSize, kInk);
  canvas.text(shorten(chart.x_label, kTextSize, area.width), area.x + area.width / 2,
              bottom + kTickGap + kTextHeight + kLabelSpace - 5, kTextSize, Align::kCenter);
}

void draw_mark(Canvas& canvas, const Plot& plot, const Chart& chart) {
  const bool is_inside =
      chart.mark_x >= plot.x_values.front() && chart.mark_x <= plot.x_values.back();
  if (!is_inside) return;
  const cv::Rect& area = plot.area;
  const int x = static_cast<int>(std::lround(area.x + plot.x.place(chart.mark_x) * area.width));
  for (int y = area.y - 4; y < area.y + area.height; y += 7) canvas.fill({x, y, 1, 4}, kQuietInk);
  const std::string name = shorten(chart.mark_name, kTextSize, area.width);
  const int half = text_width(name, kTextSize) / 2 + 1;
  const int middle = std::clamp(x, area.x + half, area.x + area.width - half);
  canvas.text(name, middle, area.y - kTickGap - 1, kTextSize, Align::kCenter, kQuietInk);
}

// Adds of the values `first` to `last` (not included), which share a pixel column, those that show:
// the least, the greatest and both ends.
void add_shown(const std::vector<double>& y, std::size_t first, std::size_t last,
               std::vector<std::size_t>& shown) {
  std::size_t least = last;
  std::size_t greatest = last;
  for (std::size_t i = first; i < last; ++i) {
    if (!drawable(y[i])) continue;
    if (least == last || y[i] < y[least]) least = i;
    if (greatest == last || y[i] > y[greatest]) greatest = i;
  }
  std::array<std::size_t, 4> places{first, std::min(least, last - 1), std::min(greatest, last - 1),
                                    last - 1};
  std::sort(places.begin(), places.end());
  shown.insert(shown.end(), places.begin(), std::unique(places.begin(), places.end()));
}

// The places of all values; of a curve with many more values than pixels, of those that show.
std::vector<std::size_t> shown_places(const std::vector<double>& y, int width) {
  const std::size_t columns = static_cast<std::size_t>(width);
  std::vector<std::size_t> places;
  if (y.size() <= kWholeUpTo * columns) {
    places.resize(y.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    return places;
  }
  for (std::size_t column = 0; column < columns; ++column)
    add_shown(y, y.size() * column / columns, y.size() * (column + 1) / columns, places);
  return places;
}

void draw_curve(Canvas& canvas, const Plot& plot, const std::vector<double>& y,
                const cv::Scalar& color) {
  const std::vector<std::size_t> places = shown_places(y, plot.area.width);
  const auto is_drawn = [&](std::size_t i) { return i < places.size() && drawable(y[places[i]]); };
  const auto point = [&](std::size_t i) { return plot.at(plot.x_values[places[i]], y[places[i]]); };
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!is_drawn(i)) continue;
    const bool joins_previous = i > 0 && is_drawn(i - 1);
    if (joins_previous) canvas.line(point(i - 1), point(i), color, 2);
    if (y.size() <= kDottedUpTo || (!joins_previous && !is_drawn(i + 1)))
      canvas.dot(point(i), 3.5, color);
  }
}

std::string draw_all(const Chart& chart) {
  const std::vector<LegendEntry> legend = lay_out_legend(chart);
  const int legend_top = kMargin + Canvas::heading_height(chart.title, {});
  const int legend_lines = legend.empty() ? 0 : legend.back().line + 1;
  const Plot plot = lay_out_plot(chart, legend_top + legend_lines * kLegendLine + kMarkSpace);
  Canvas canvas(kWidth, plot.area.br().y + kTickGap + kTextHeight + kLabelSpace + kMargin);
  canvas.heading(chart.title, {});
  draw_axes(canvas, plot, chart);
  draw_mark(canvas, plot, chart);
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    const cv::Scalar& color = kColors[i % kColors.size()];
    const int y = legend_top + legend[i].line * kLegendLine;
    canvas.fill({legend[i].x, y + kTextHeight / 2 - 1, kSwatch, 3}, color);
    canvas.text(legend[i].name, legend[i].x + kSwatch + 8, y + kTextHeight, kTextSize,
                Align::kLeft);
    draw_curve(canvas, plot, chart.curves[i].y, color);
  }
  return canvas.png();
}

}  // namespace

std::string draw_chart(const Chart& chart) {
  return drawn([&] { return draw_all(chart); });
}

}  // namespace codegrid
