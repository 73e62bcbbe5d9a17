#include "view/heatmap.hpp"

#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>

#include "view/canvas.hpp"
#include "view/picture.hpp"

namespace codegrid {
namespace {

constexpr int kCellHeight = 36;

Heatmap heatmap_of(const at::Tensor& counts, const std::string& name = "7") {
  Heatmap heatmap;
  heatmap.counts = counts;
  heatmap.row_names.assign(static_cast<std::size_t>(counts.size(0)), name);
  heatmap.column_names.assign(static_cast<std::size_t>(counts.size(1)), name);
  return heatmap;
}

// The cell of a heatmap with one, without the line to its neighbours.
cv::Mat only_cell(const cv::Mat& picture, int cell_width) {
  return picture(cv::Rect(picture.cols - kMargin - cell_width, picture.rows - kMargin - kCellHeight,
                          cell_width - 1, kCellHeight - 1));
}

TEST(Heatmap, SizeGrowsByTheCells) {
  const cv::Mat one = decode(draw_heatmap(heatmap_of(at::full({1, 1}, 5, at::kLong))));
  for (const auto& [rows, columns] : {std::pair{10, 10}, {10, 100}, {26, 40}}) {
    const cv::Mat many = decode(draw_heatmap(heatmap_of(at::full({rows, columns}, 5, at::kLong))));
    EXPECT_EQ(many.rows - one.rows, (rows - 1) * kCellHeight);
    EXPECT_EQ(many.cols - one.cols, (columns - 1) * 52);
    EXPECT_TRUE(border_is_white(many, kMargin - 4));
  }
}

TEST(Heatmap, NumbersFitTheirCells) {
  for (const std::int64_t count : {1L, 6131L, 123456L, 9223372036854775807L}) {
    const Heatmap heatmap = heatmap_of(at::full({1, 1}, count, at::kLong));
    const int number = text_width(std::to_string(count), kTextSize);
    const cv::Mat cell =
        only_cell(decode(draw_heatmap(heatmap)), std::max(52, number + 16)).clone();
    cv::Mat white;  // on the darkest shade
    cv::inRange(cell, cv::Scalar::all(180), cv::Scalar::all(255), white);
    const cv::Rect box = cv::boundingRect(white);
    EXPECT_FALSE(box.empty()) << count;
    EXPECT_GE(box.x, 5) << count;
    EXPECT_LE(box.br().x, cell.cols - 5) << count;
    EXPECT_GE(box.y, 5) << count;
    EXPECT_LE(box.br().y, cell.rows - 5) << count;
  }
}

TEST(Heatmap, NumbersAreLegibleOnEveryShade) {
  for (std::int64_t share = 0; share <= 100; share += 4) {
    at::Tensor counts = at::full({1, 2}, 100, at::kLong);
    counts[0][1] = share;
    const cv::Mat picture = decode(draw_heatmap(heatmap_of(counts)));
    cv::Mat grey;
    cv::cvtColor(only_cell(picture, 52), grey, cv::COLOR_BGR2GRAY);
    double lowest = 0;
    double highest = 0;
    cv::minMaxLoc(grey, &lowest, &highest);
    EXPECT_GT(highest - lowest, 85) << share;
  }
}

TEST(Heatmap, LargerCountsAreDarker) {
  int before = 256;
  for (const std::int64_t count : {0, 10, 25, 50, 75, 100}) {
    at::Tensor counts = at::full({1, 2}, 100, at::kLong);
    counts[0][1] = count;
    const cv::Mat picture = decode(draw_heatmap(heatmap_of(counts)));
    cv::Mat grey;
    cv::cvtColor(only_cell(picture, 52), grey, cv::COLOR_BGR2GRAY);
    const int shade = grey.at<uchar>(2, 2);
    EXPECT_LT(shade, before) << count;
    before = shade;
  }
}

TEST(Heatmap, NothingButZerosIsPale) {
  const cv::Mat picture = decode(draw_heatmap(heatmap_of(at::zeros({2, 2}, at::kLong))));
  EXPECT_GT(only_cell(picture, 52).at<cv::Vec3b>(2, 2)[0], 240);
}

TEST(Heatmap, ANewlineInANameStartsAnotherLine) {
  Heatmap heatmap = heatmap_of(at::full({2, 2}, 5, at::kLong));
  const int one_line = decode(draw_heatmap(heatmap)).rows;
  heatmap.column_names[1] = "7\n8";
  EXPECT_GT(decode(draw_heatmap(heatmap)).rows, one_line + 9);
}

TEST(Heatmap, LongTextIsNeverCut) {
  for (const std::int64_t size : {1, 12}) {
    Heatmap heatmap = heatmap_of(at::full({size, size}, 5, at::kLong), std::string(300, 'W'));
    heatmap.title = heatmap.x_label = heatmap.y_label = std::string(300, 'g');
    EXPECT_TRUE(border_is_white(decode(draw_heatmap(heatmap)), kMargin - 4)) << size;
  }
}

TEST(Heatmap, AxisLabelsLongerThanTheCellsStayWhole) {
  Heatmap heatmap = heatmap_of(at::full({1, 1}, 5, at::kLong));
  heatmap.x_label = heatmap.y_label = "cluster, named by its majority label";
  const cv::Mat picture = decode(draw_heatmap(heatmap));
  EXPECT_GT(picture.cols, text_width(heatmap.x_label, kTextSize) + 2 * kMargin);
  EXPECT_GT(picture.rows, text_width(heatmap.y_label, kTextSize) + 2 * kMargin);
  EXPECT_TRUE(border_is_white(picture, kMargin - 4));
}

TEST(Heatmap, MapsWithOneDarkestCountHaveTheSameShades) {
  const auto shade_of = [](std::int64_t count, std::int64_t darkest) {
    Heatmap heatmap = heatmap_of(at::full({1, 1}, count, at::kLong));
    heatmap.darkest = darkest;
    return static_cast<int>(only_cell(decode(draw_heatmap(heatmap)), 52).at<cv::Vec3b>(2, 2)[0]);
  };
  EXPECT_EQ(shade_of(50, 0), shade_of(100, 100));
  EXPECT_GT(shade_of(50, 100), shade_of(100, 100));
  EXPECT_EQ(shade_of(50, 200), shade_of(25, 100));
  EXPECT_EQ(shade_of(500, 100), shade_of(100, 100)) << "a greater count is no darker";
}

TEST(Heatmap, ASubtitleStandsBelowTheTitleAndMovesTheRest) {
  Heatmap heatmap = heatmap_of(at::full({2, 2}, 5, at::kLong));
  heatmap.title = "Labels by cluster";
  const int rows = decode(draw_heatmap(heatmap)).rows;
  heatmap.subtitle = "and 1,900 more clusters, in confusion.csv";
  const cv::Mat picture = decode(draw_heatmap(heatmap));
  EXPECT_GT(picture.rows, rows + 9);
  EXPECT_TRUE(border_is_white(picture, kMargin - 4));
  for (int i = 0; i < 14; ++i) heatmap.subtitle += ", and ten more words";
  const cv::Mat longer = decode(draw_heatmap(heatmap));
  EXPECT_GT(longer.rows, picture.rows) << "a line more";
  EXPECT_TRUE(border_is_white(longer, kMargin - 4));
}

TEST(Heatmap, OtherCountsAndNamesAreRefused) {
  EXPECT_THROW(draw_heatmap(Heatmap{}), c10::Error);
  EXPECT_THROW(draw_heatmap(heatmap_of(at::zeros({2, 2}))), c10::Error);
  EXPECT_THROW(draw_heatmap(heatmap_of(at::full({2, 2}, -1, at::kLong))), c10::Error);
  Heatmap heatmap = heatmap_of(at::zeros({2, 2}, at::kLong));
  heatmap.row_names.pop_back();
  EXPECT_THROW(draw_heatmap(heatmap), c10::Error);
}

}  // namespace
}  // namespace codegrid
