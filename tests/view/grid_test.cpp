#include "view/grid.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>

#include "view/canvas.hpp"
#include "view/picture.hpp"

namespace codegrid {
namespace {

constexpr int kCell = 84;
constexpr int kPitch = kCell + 8;  // with the gap between cells

Grid full_grid(std::size_t rows, std::size_t columns) {
  Grid grid;
  grid.rows.assign(rows, std::vector<Cell>(columns, Cell{at::ones({28, 28}), ""}));
  return grid;
}

// The cell in a grid that has neither text nor row names.
cv::Mat cell_at(const cv::Mat& picture, int row, int column) {
  return picture(cv::Rect(kMargin + column * kPitch, kMargin + row * kPitch, kCell, kCell));
}

TEST(Grid, SizeGrowsByTheCells) {
  const cv::Mat one = decode(draw_grid(full_grid(1, 1)));
  EXPECT_EQ(one.size(), cv::Size(2 * kMargin + kCell, 2 * kMargin + kCell));
  for (const auto& [rows, columns] : {std::pair{5, 10}, {10, 10}, {1, 3}}) {
    const cv::Mat many = decode(
        draw_grid(full_grid(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns))));
    EXPECT_EQ(many.cols - one.cols, (columns - 1) * kPitch);
    EXPECT_EQ(many.rows - one.rows, (rows - 1) * kPitch);
  }
}

TEST(Grid, InkFillsItsCellAndNothingElse) {
  Grid grid = full_grid(3, 4);
  for (auto& row : grid.rows) row.assign(4, Cell{});
  grid.rows[1][2].image = at::ones({28, 28});
  const cv::Mat picture = decode(draw_grid(grid));
  EXPECT_EQ(ink_box(picture), cv::Rect(kMargin + 2 * kPitch, kMargin + kPitch, kCell, kCell));
  EXPECT_THAT(grey_levels(cell_at(picture, 1, 2)), testing::ElementsAre(0));
}

TEST(Grid, BlankCellsAreWhite) {
  Grid grid = full_grid(2, 3);
  grid.rows[0][1].image = at::Tensor();
  grid.rows[1].resize(1);
  const cv::Mat picture = decode(draw_grid(grid));
  EXPECT_THAT(grey_levels(cell_at(picture, 0, 1)), testing::ElementsAre(255));
  EXPECT_THAT(grey_levels(cell_at(picture, 1, 2)), testing::ElementsAre(255));
  EXPECT_FALSE(is_white(cell_at(picture, 1, 0)));
}

TEST(Grid, SmallImagesAreEnlargedWithSharpPixels) {
  const at::Tensor code = at::arange(36, at::kFloat).view({6, 6}) / 35;
  Grid grid;
  grid.rows = {{Cell{code, ""}}};
  const cv::Mat cell = cell_at(decode(draw_grid(grid)), 0, 0);
  EXPECT_EQ(grey_levels(cell).size(), 36U);
  for (int row = 0; row < 6; ++row) {
    for (int column = 0; column < 6; ++column) {
      EXPECT_EQ(grey_levels(cell(cv::Rect(column * 14, row * 14, 14, 14))).size(), 1U);
    }
  }
  EXPECT_EQ(cell.at<cv::Vec3b>(0, 0)[0], 255);
  EXPECT_EQ(cell.at<cv::Vec3b>(83, 83)[0], 0);
}

TEST(Grid, OnePixelFillsItsCell) {
  Grid grid;
  grid.rows = {{Cell{at::full({1, 1}, 0.6), ""}}};
  EXPECT_THAT(grey_levels(cell_at(decode(draw_grid(grid)), 0, 0)), testing::ElementsAre(102));
}

TEST(Grid, LargeImagesAreReducedInProportionAndCentred) {
  Grid grid;
  grid.rows = {{Cell{at::ones({200, 300}), ""}, Cell{at::ones({28, 28}), ""}}};
  const cv::Mat picture = decode(draw_grid(grid));
  EXPECT_EQ(ink_box(cell_at(picture, 0, 0)), cv::Rect(0, 14, 84, 56));
}

TEST(Grid, CellsShrinkToTheLargestImage) {
  Grid grid;
  grid.rows.assign(2, std::vector<Cell>(2, Cell{at::ones({200, 300}), ""}));
  EXPECT_EQ(decode(draw_grid(grid)).size(),
            cv::Size(2 * kMargin + 2 * 84 + 8, 2 * kMargin + 2 * 56 + 8));
}

TEST(Grid, ColourImagesKeepTheirColours) {
  at::Tensor blue = at::zeros({3, 28, 28});
  blue[2].fill_(1);
  Grid grid;
  grid.rows = {{Cell{blue, ""}}};
  const cv::Mat cell = cell_at(decode(draw_grid(grid)), 0, 0);
  EXPECT_EQ(cell.at<cv::Vec3b>(40, 40), cv::Vec3b(255, 0, 0));
}

TEST(Grid, CaptionsStandAboveTheirCellsAndNamesLeftOfTheirRows) {
  Grid grid;
  grid.rows = {{Cell{{}, ""}, Cell{{}, "cluster:1"}}, {Cell{}, Cell{}}};
  grid.row_names = {"", "code"};
  const cv::Mat picture = decode(draw_grid(grid));
  const int right = picture.cols - kMargin;
  const int below = picture.rows - kMargin;
  const cv::Rect captions(right - kCell, 0, kCell + kMargin, below - kCell - kPitch);
  EXPECT_FALSE(is_white(picture(captions)));
  const cv::Rect name(0, below - kCell, right - 2 * kPitch + 8, kCell);
  const cv::Rect ink = ink_box(picture(name));
  EXPECT_NEAR(ink.y + ink.height / 2.0, kCell / 2.0, 3);
  cv::Mat rest = picture.clone();
  rest(captions).setTo(kPaper);
  rest(name).setTo(kPaper);
  EXPECT_TRUE(is_white(rest));
}

TEST(Grid, NeighbouringCaptionsNeverTouch) {
  Grid grid = full_grid(1, 3);
  for (Cell& cell : grid.rows[0]) cell = {{}, std::string(60, 'W')};
  const cv::Mat ink = darker_than(decode(draw_grid(grid)), 250);
  cv::Mat columns;
  cv::reduce(ink, columns, 0, cv::REDUCE_MAX);
  int widest_gap_count = 0;
  for (int x = 1, white = 0; x < columns.cols; ++x) {
    white = columns.at<uchar>(0, x) == 0 ? white + 1 : 0;
    if (white == 6) ++widest_gap_count;
  }
  EXPECT_EQ(widest_gap_count, 4);  // both margins and two gaps between three captions
}

TEST(Grid, LongTextIsNeverCut) {
  for (const std::size_t columns : {std::size_t{1}, std::size_t{10}}) {
    Grid grid = full_grid(2, columns);
    grid.title = std::string(300, 'W');
    grid.subtitle = std::string(300, 'g');
    grid.row_names.assign(2, std::string(300, 'j'));
    for (auto& row : grid.rows) {
      for (Cell& cell : row) cell.caption = std::string(300, 'm');
    }
    EXPECT_TRUE(border_is_white(decode(draw_grid(grid)), kMargin - 4));
  }
}

TEST(Grid, ATitleWiderThanTheCellsWidensThePicture) {
  Grid grid = full_grid(1, 1);
  grid.title = "cluster 3 of ten clusters";
  const cv::Mat picture = decode(draw_grid(grid));
  EXPECT_EQ(picture.cols, 2 * kMargin + text_width(grid.title, kTitleSize));
  EXPECT_TRUE(border_is_white(picture, kMargin - 4));
}

TEST(Grid, ASubtitleThatIsTooWideGoesOnInTheNextLine) {
  Grid grid = full_grid(1, 1);
  grid.subtitle = "one line";
  const int one = decode(draw_grid(grid)).rows;
  for (int i = 0; i < 14; ++i) grid.subtitle += " and ten more words";
  const cv::Mat picture = decode(draw_grid(grid));
  EXPECT_GT(picture.rows, one);
  EXPECT_EQ(picture.cols, 2 * kMargin + kWidestHeading);
  EXPECT_TRUE(border_is_white(picture, kMargin - 4));
}

TEST(Grid, TextOutsideAsciiIsDrawnAsQuestionMarks) {
  Grid german = full_grid(1, 2);
  german.title = "Gr\xc3\xbc\xc3\x9f";
  Grid ascii = full_grid(1, 2);
  ascii.title = "Gr??";
  EXPECT_EQ(draw_grid(german), draw_grid(ascii));
}

TEST(Grid, AFrameGoesAroundItsImageAndCoversNothingOfIt) {
  Grid plain = full_grid(1, 2);
  for (Cell& cell : plain.rows[0]) cell.image = at::zeros({28, 28});
  Grid framed = plain;
  framed.rows[0][1].framed = true;
  EXPECT_TRUE(is_white(decode(draw_grid(plain))));
  const cv::Mat picture = decode(draw_grid(framed));
  EXPECT_EQ(ink_box(picture), cv::Rect(kMargin + kPitch - 1, kMargin - 1, kCell + 2, kCell + 2));
  EXPECT_TRUE(is_white(cell_at(picture, 0, 1)));
}

TEST(Grid, TheScaleRunsFromWhiteToBlackBelowTheCells) {
  Grid grid = full_grid(1, 3);
  const int without = decode(draw_grid(grid)).rows;
  grid.scale = InkScale{"value", "0", "13.2 or more"};
  const cv::Mat picture = decode(draw_grid(grid));
  EXPECT_GT(picture.rows, without);
  const cv::Mat below =
      picture(cv::Rect(0, kMargin + kCell, picture.cols, picture.rows - kMargin - kCell));
  EXPECT_GT(grey_levels(below).size(), 100U);
  EXPECT_TRUE(border_is_white(picture, kMargin - 4));
}

TEST(Grid, AScaleWiderThanTheCellsWidensThePicture) {
  Grid grid = full_grid(1, 1);
  grid.rows[0][0].framed = true;
  grid.row_names = {"code"};
  grid.scale = InkScale{"value", "-1.25e-09", "1.25e+09 or more"};
  EXPECT_TRUE(border_is_white(decode(draw_grid(grid)), kMargin - 4));
}

TEST(Grid, TheScaleOfOneValueIsWhite) {
  Grid grid = full_grid(1, 1);
  grid.rows[0][0].image = at::zeros({6, 6});
  grid.scale = InkScale{"value", "", ""};
  const cv::Mat picture = decode(draw_grid(grid));
  EXPECT_EQ(grey_levels(picture).size(), 2U);  // white, and the frame's
}

TEST(ReducedImage, IsWhatTheGridDrawsAnyway) {
  const at::Tensor large = at::arange(300 * 200, at::kFloat).view({300, 200}) / (300 * 200);
  for (const at::Tensor& image : {large, large.unsqueeze(0), large.expand({3, 300, 200})}) {
    const at::Tensor reduced = reduced_image(image, 84);
    EXPECT_EQ(reduced.dim(), image.dim());
    EXPECT_EQ(reduced.size(-2), 84);
    EXPECT_EQ(reduced.size(-1), 56);
    Grid whole;
    whole.rows = {{Cell{image, ""}}};
    Grid small;
    small.rows = {{Cell{reduced, ""}}};
    cv::Mat difference;
    cv::absdiff(decode(draw_grid(whole)), decode(draw_grid(small)), difference);
    double most = 0;
    cv::minMaxLoc(difference.reshape(1), nullptr, &most);
    EXPECT_LE(most, 1);  // rounding
  }
}

TEST(ReducedImage, LeavesSmallImagesAlone) {
  const at::Tensor image = at::ones({28, 28});
  EXPECT_TRUE(reduced_image(image, 28).is_same(image));
  EXPECT_EQ(reduced_image(at::ones({1, 29}), 28).size(1), 28);
  EXPECT_THROW(reduced_image(at::ones({2, 4, 4}), 28), c10::Error);
}

TEST(ReducedImage, ThatIsLongerThanAnyPictureCanBeDrawn) {
  const at::Tensor line = at::ones({1, 2'000'000});
  EXPECT_EQ(reduced_image(line, 84).size(1), 84);
  EXPECT_EQ(reduced_image(line, 84).size(0), 1);
}

TEST(CellSide, GrowsWithTheImagesUpToALimit) {
  EXPECT_EQ(cell_side(56, {1, 28, 28}, 10, 10), 56);
  EXPECT_EQ(cell_side(84, {1, 28, 28}, 5, 10), 84);
  EXPECT_EQ(cell_side(56, {3, 64, 64}, 10, 10), 64);
  EXPECT_EQ(cell_side(56, {3, 128, 96}, 10, 10), 128);
  EXPECT_EQ(cell_side(56, {3, 20, 128}, 10, 10), 128);
  EXPECT_EQ(cell_side(56, {3, 1000, 1000}, 10, 10), kLargestCell);
}

TEST(CellSide, KeepsEveryPictureBelowFourThousandPixels) {
  for (const std::int64_t rows : {1, 10, 39, 40, 100, 202}) {
    for (const std::int64_t longest : {1, 28, 100, 3000}) {
      const std::vector<std::int64_t> shape{1, longest, longest};
      const std::int64_t side = cell_side(84, shape, rows, 10);
      EXPECT_GE(side, 1);
      Grid grid = full_grid(static_cast<std::size_t>(rows), 10);
      for (auto& row : grid.rows) {
        for (Cell& cell : row) cell.image = at::ones({side, side});
      }
      grid.cell_pixels = side;
      grid.title = std::string(300, 'W');
      for (int line = 0; line < 100; ++line) grid.subtitle += std::string(300, 'W') + "\n";
      grid.row_names.assign(grid.rows.size(), std::string(300, 'W'));
      for (Cell& cell : grid.rows[0]) cell.caption = "cluster:1999";
      for (Cell& cell : grid.rows.back()) cell.caption = "cluster:1999";
      grid.scale = InkScale{"value", "0", "13.2 or more"};
      const cv::Mat picture = decode(draw_grid(grid));
      EXPECT_LT(picture.rows, 4000) << rows << " of " << longest;
      EXPECT_LT(picture.cols, 4000) << rows << " of " << longest;
    }
  }
}

TEST(Grid, NoRowsGiveAWhitePicture) { EXPECT_TRUE(is_white(decode(draw_grid(Grid{})))); }

TEST(Grid, NamesForOtherRowsAreRefused) {
  Grid grid = full_grid(2, 2);
  grid.row_names = {"one"};
  EXPECT_THROW(draw_grid(grid), c10::Error);
}

}  // namespace
}  // namespace codegrid
