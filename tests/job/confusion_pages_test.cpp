#include "job/confusion_pages.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "job/cluster_fixtures.hpp"
#include "job/fixtures.hpp"

namespace codegrid {
namespace {

// Cluster c has c + 1 members, whose labels go round from 0 to `labels` - 1.
ConfusionMatrix matrix_of(std::int64_t k, std::int64_t labels, bool with_rest = false) {
  std::vector<std::int64_t> clusters;
  for (std::int64_t cluster = 0; cluster < k; ++cluster)
    clusters.insert(clusters.end(), static_cast<std::size_t>(cluster + 1), cluster);
  if (with_rest) clusters.push_back(-1);
  const at::Tensor assignments = at::tensor(clusters, at::kLong);
  return confusion_matrix(contingency(at::arange(assignments.numel()) % labels, assignments, k));
}

std::vector<std::string> drawn(const ConfusionMatrix& matrix) {
  const TemporaryFolder folder;
  Said said;
  PictureFiles files(folder.path(), said.progress());
  draw_confusion(files, matrix);
  EXPECT_EQ(said.words(), "");
  return names_in(folder.path());
}

TEST(ConfusionPages, AreOneForUpToTwentyClustersAndWhatIsInNone) {
  EXPECT_THAT(drawn(matrix_of(20, 10)), testing::ElementsAre("confusion.png"));
  EXPECT_THAT(drawn(matrix_of(20, 10, true)), testing::ElementsAre("confusion.png"));
  EXPECT_THAT(drawn(matrix_of(21, 10)), testing::ElementsAre("confusion.png", "confusion_2.png"));
}

TEST(ConfusionPages, AreAtMostFive) {
  EXPECT_EQ(drawn(matrix_of(100, 3)).size(), 5U);
  EXPECT_EQ(drawn(matrix_of(400, 3, true)).size(), 5U);
}

TEST(ConfusionPages, ShowAtMostSixtyFourLabels) {
  const auto height = [](std::int64_t labels) {
    const TemporaryFolder folder;
    Said said;
    PictureFiles files(folder.path(), said.progress());
    draw_confusion(files, matrix_of(30, labels));
    return png_size(folder.path() / "confusion.png").height;
  };
  EXPECT_EQ(height(64) - height(63), 36);
  EXPECT_LT(height(256) - height(64), 36) << "a line instead of rows";
}

TEST(ConfusionPages, OfNamedLabelsHaveTheNamesInTheirMargins) {
  const auto width = [](const LabelNames& names) {
    const TemporaryFolder folder;
    Said said;
    PictureFiles files(folder.path(), said.progress());
    ConfusionMatrix matrix = matrix_of(3, 2);
    matrix.label_names = names;
    draw_confusion(files, matrix);
    return png_size(folder.path() / "confusion.png").width;
  };
  const int by_number = width({});
  EXPECT_EQ(width(LabelNames({"0", "1"})), by_number);
  EXPECT_GT(width(LabelNames({"polar bear", "brown bear"})), by_number);
  EXPECT_EQ(width(LabelNames({std::string(30, 'm'), "1"})),
            width(LabelNames({std::string(300, 'm'), "1"})));
}

TEST(ReadableConfusion, KeepsTheNamesOfLabels) {
  ConfusionMatrix matrix = matrix_of(30, 3);
  matrix.label_names = LabelNames({"cat", "dog", "cow"});
  EXPECT_THAT(readable_confusion(matrix), testing::HasSubstr("\ncow "));
}

TEST(ReadableConfusion, OfASmallMatrixIsAllOfIt) {
  const ConfusionMatrix matrix = matrix_of(20, 40);
  EXPECT_TRUE(is_readable(matrix));
  EXPECT_EQ(readable_confusion(matrix), confusion_text(matrix));
}

TEST(ReadableConfusion, OfALargeOneNamesWhatIsLeftOut) {
  using testing::EndsWith;
  EXPECT_FALSE(is_readable(matrix_of(21, 3)));
  EXPECT_THAT(readable_confusion(matrix_of(21, 3)),
              EndsWith("\nand 1 more cluster, in confusion.csv\n"));
  EXPECT_THAT(readable_confusion(matrix_of(1500, 3)),
              EndsWith("\nand 1,480 more clusters, in confusion.csv\n"));
  EXPECT_THAT(readable_confusion(matrix_of(9, 41)),
              EndsWith("\nand 1 more label, in confusion.csv\n"));
  EXPECT_THAT(readable_confusion(matrix_of(30, 50)),
              EndsWith("\nand 10 more clusters and 10 more labels, in confusion.csv\n"));
}

TEST(ReadableConfusion, KeepsTheLargestClustersAndWhatIsInNone) {
  const std::string text = readable_confusion(matrix_of(30, 3, true));
  const std::string last = text.substr(text.rfind("\ncluster") + 1);
  EXPECT_THAT(last, testing::HasSubstr(" 29"));
  EXPECT_THAT(last, testing::HasSubstr(" 10"));
  EXPECT_THAT(last, testing::Not(testing::HasSubstr(" 9 ")));
  EXPECT_THAT(last, testing::HasSubstr("none\nand 10 more clusters, in confusion.csv\n"));
}

TEST(ReadableConfusion, HasNoRowsForLabelsThatNoImageHas) {
  const ConfusionMatrix matrix = confusion_matrix(
      contingency(at::tensor({0, 255, 255}, at::kLong), at::tensor({0, 1, 1}, at::kLong), 2));
  EXPECT_EQ(readable_confusion(matrix),
            "label    0  255\n"
            "---------------\n"
            "0        1    0\n"
            "255      0    2\n"
            "cluster  0    1\n");
  EXPECT_EQ(confusion_csv(matrix), "label,0 (cluster 0),255 (cluster 1)\n0,1,0\n255,0,2\n");
}

}  // namespace
}  // namespace codegrid
