#include "view/chart.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "view/canvas.hpp"
#include "view/picture.hpp"

namespace codegrid {
namespace {

const cv::Scalar kFirstColor(166, 92, 31);
const cv::Scalar kSecondColor(20, 120, 235);
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Chart loss_chart(std::vector<double> training, std::vector<double> validation) {
  Chart chart;
  chart.title = "Loss";
  chart.x_label = "epoch";
  chart.y_label = "binary cross-entropy";
  chart.curves = {{"training loss", std::move(training)},
                  {"validation loss", std::move(validation)}};
  return chart;
}

std::vector<double> falling(int epochs) {
  std::vector<double> loss;
  for (int epoch = 1; epoch <= epochs; ++epoch)
    loss.push_back(0.087 + 0.4 * std::exp(-epoch / 5.0));
  return loss;
}

// Pixels in the colour of a curve, without those of its legend.
int curve_pixels(const Chart& chart, const cv::Scalar& color) {
  const auto count = [&](const Chart& drawn) {
    return count_near(decode(draw_chart(drawn)), color);
  };
  Chart without = chart;
  for (Curve& curve : without.curves) curve.y.assign(curve.y.size(), kNan);
  return count(chart) - count(without);
}

TEST(Chart, BothCurvesAreDrawnAtAnyLength) {
  for (const int epochs : {1, 2, 5, 200}) {
    Chart chart = loss_chart(falling(epochs), falling(epochs));
    for (double& y : chart.curves[1].y) y *= 1.1;
    EXPECT_GT(curve_pixels(chart, kFirstColor), 20) << epochs;
    EXPECT_GT(curve_pixels(chart, kSecondColor), 20) << epochs;
    EXPECT_TRUE(border_is_white(decode(draw_chart(chart)), kMargin - 4)) << epochs;
  }
}

TEST(Chart, AFlatCurveIsALevelLineInTheMiddle) {
  const Chart chart = loss_chart(std::vector<double>(50, 0.25), {});
  const cv::Mat picture = decode(draw_chart(chart));
  cv::Mat near;
  cv::inRange(picture, kFirstColor - cv::Scalar::all(24), kFirstColor + cv::Scalar::all(24), near);
  near.rowRange(0, 120).setTo(0);  // the legend
  const cv::Rect line = cv::boundingRect(near);
  EXPECT_GT(line.width, 600);
  EXPECT_LT(line.height, 6);
  EXPECT_NEAR(line.y, 303, 4);
}

TEST(Chart, ValuesThatAreNotFiniteLeaveAGap) {
  const double infinity = std::numeric_limits<double>::infinity();
  const int joined = curve_pixels(loss_chart({0.4, 0.35, 0.3, 0.25, 0.2}, {}), kFirstColor);
  const int gapped = curve_pixels(loss_chart({0.4, kNan, infinity, 0.25, 0.2}, {}), kFirstColor);
  EXPECT_GT(gapped, 20);
  EXPECT_LT(gapped, joined * 2 / 3);
}

TEST(Chart, AValueWithoutNeighboursIsADot) {
  std::vector<double> lonely(100, kNan);
  lonely[50] = 0.5;
  EXPECT_GT(curve_pixels(loss_chart(lonely, {}), kFirstColor), 20);
}

TEST(Chart, NothingButNanIsAnEmptyChart) {
  const Chart chart = loss_chart({kNan, kNan}, {kNan});
  EXPECT_EQ(curve_pixels(chart, kFirstColor), 0);
  EXPECT_TRUE(border_is_white(decode(draw_chart(chart)), kMargin - 4));
  EXPECT_TRUE(border_is_white(decode(draw_chart(Chart{})), kMargin - 4));
}

TEST(Chart, ExtremeRangesAreWhole) {
  for (const std::vector<double>& y : std::vector<std::vector<double>>{
           {1e-12, 5, 1e30}, {-1e100, 1e100}, {1, 1 + 1e-15}, {1e308, 1, 2}, {5e-324, 0}}) {
    const Chart chart = loss_chart(y, {});
    EXPECT_GT(curve_pixels(chart, kFirstColor), 20) << testing::PrintToString(y);
    EXPECT_TRUE(border_is_white(decode(draw_chart(chart)), kMargin - 4));
  }
}

TEST(Chart, TheMarkIsDrawnInsideTheCurvesAndNowhereElse) {
  Chart chart = loss_chart(falling(20), falling(20));
  const std::string plain = draw_chart(chart);
  chart.mark_name = "best epoch 12";
  for (const double outside : {0.0, -1.0, 21.0, kNan}) {
    chart.mark_x = outside;
    EXPECT_EQ(draw_chart(chart), plain) << outside;
  }
  chart.mark_x = 12;
  cv::Mat difference;
  cv::absdiff(decode(draw_chart(chart)), decode(plain), difference);
  const cv::Rect mark = cv::boundingRect(darker_than(cv::Scalar::all(255) - difference, 250));
  EXPECT_GT(mark.height, 380);
  EXPECT_LT(mark.width, text_width(chart.mark_name, kTextSize) + 4);
}

TEST(Chart, CurvesOverNumbersLieWhereTheNumbersDo) {
  Chart chart = loss_chart({kNan, 0.5, kNan}, {});
  const auto middle = [](const Chart& drawn) {
    cv::Mat near;
    cv::inRange(decode(draw_chart(drawn)), kFirstColor - cv::Scalar::all(24),
                kFirstColor + cv::Scalar::all(24), near);
    near.rowRange(0, 120).setTo(0);  // the legend
    const cv::Rect dot = cv::boundingRect(near);
    return dot.x + dot.width / 2;
  };
  const int by_count = middle(chart);
  chart.x = {2, 51, 100};
  EXPECT_NEAR(middle(chart), by_count, 2);
  chart.x = {2, 10, 100};
  EXPECT_LT(middle(chart), by_count - 250);
  const std::string unmarked = draw_chart(chart);
  chart.mark_name = "k = 10";
  for (const double outside : {1.0, 101.0}) {
    chart.mark_x = outside;
    EXPECT_EQ(draw_chart(chart), unmarked);
  }
  chart.mark_x = 10;
  EXPECT_NE(draw_chart(chart), unmarked);
}

TEST(Chart, IsLinearWhereThatIsWanted) {
  Chart chart = loss_chart({0.9, 0.5, 0.1}, {});
  const std::string by_range = draw_chart(chart);
  chart.linear = true;
  EXPECT_NE(draw_chart(chart), by_range);
}

TEST(Chart, TheMarksNameStaysWholeAtBothEnds) {
  Chart chart = loss_chart(falling(200), falling(200));
  chart.mark_name = std::string(30, 'W');
  for (const double x : {1.0, 200.0}) {
    chart.mark_x = x;
    EXPECT_TRUE(border_is_white(decode(draw_chart(chart)), kMargin - 4)) << x;
  }
}

TEST(Chart, AMillionValuesAreDrawnByTheirExtremes) {
  std::vector<double> y(1'000'000, 0.3);
  y[123'456] = 0.2;  // each alone in its pixel column
  y[765'432] = 0.4;
  const cv::Mat picture = decode(draw_chart(loss_chart(y, {})));
  cv::Mat near;
  cv::inRange(picture, kFirstColor - cv::Scalar::all(24), kFirstColor + cv::Scalar::all(24), near);
  near.rowRange(0, 90).setTo(0);  // the legend
  const cv::Rect curve = cv::boundingRect(near);
  EXPECT_GT(curve.height, 350);
  EXPECT_GT(curve.width, 700);
}

TEST(Chart, ALongGapInManyValuesStaysAGap) {
  std::vector<double> whole(100'000, 0.3);
  std::vector<double> gapped = whole;
  std::fill(gapped.begin() + 30'000, gapped.begin() + 70'000, kNan);
  const int joined = curve_pixels(loss_chart(whole, {}), kFirstColor);
  EXPECT_NEAR(curve_pixels(loss_chart(gapped, {}), kFirstColor), joined * 0.6, joined * 0.02);
}

TEST(Chart, LongTextIsNeverCut) {
  Chart chart = loss_chart(falling(10), falling(10));
  chart.title = chart.x_label = chart.y_label = chart.mark_name = std::string(400, 'W');
  chart.curves[0].name = std::string(400, 'g');
  chart.mark_x = 10;
  EXPECT_TRUE(border_is_white(decode(draw_chart(chart)), kMargin - 4));
}

TEST(Chart, ALegendThatFillsItsLineStartsAnother) {
  Chart chart = loss_chart(falling(10), falling(10));
  const int two_curves = decode(draw_chart(chart)).rows;
  for (int i = 0; i < 10; ++i)
    chart.curves.push_back({"a rather long name of a curve", falling(10)});
  const cv::Mat picture = decode(draw_chart(chart));
  EXPECT_GT(picture.rows, two_curves);
  EXPECT_TRUE(border_is_white(picture, kMargin - 4));
}

}  // namespace
}  // namespace codegrid
