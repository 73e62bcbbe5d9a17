#include "cluster/measures/confusion.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

// Clusters 0 to 3 are mostly label 1, nothing, label 0, label 1.
ConfusionMatrix example() {
  const at::Tensor labels = at::tensor({1, 1, 0, 0, 0, 1, 1}, at::kLong);
  const at::Tensor clusters = at::tensor({0, 0, 0, 2, 2, 2, 3}, at::kLong);
  return confusion_matrix(contingency(labels, clusters, 4));
}

TEST(ConfusionMatrix, SortsColumnsByMajorityLabelThenByCluster) {
  const ConfusionMatrix matrix = example();
  EXPECT_EQ(matrix.column_labels, (std::vector<std::int64_t>{0, 1, 1, -1}));
  EXPECT_EQ(matrix.column_clusters, (std::vector<std::int64_t>{2, 0, 3, 1}));
  EXPECT_TRUE(
      at::equal(matrix.counts, at::tensor({2, 1, 0, 0, 1, 2, 1, 0}, at::kLong).view({2, 4})));
}

TEST(ConfusionMatrix, BecomesCsv) {
  EXPECT_EQ(confusion_csv(example()),
            "label,0 (cluster 2),1 (cluster 0),1 (cluster 3),- (cluster 1)\n"
            "0,2,1,0,0\n"
            "1,1,2,1,0\n");
}

TEST(ConfusionMatrix, NamesItsRowsByTheLabelsThatOccur) {
  const ConfusionMatrix matrix = confusion_matrix(contingency(
      at::tensor({255, 0, 255, 26}, at::kLong), at::tensor({1, 0, 1, 1}, at::kLong), 2));
  EXPECT_EQ(matrix.row_labels, (std::vector<std::int64_t>{0, 26, 255}));
  EXPECT_EQ(confusion_csv(matrix), "label,0 (cluster 0),255 (cluster 1)\n0,1,0\n26,0,1\n255,0,2\n");
  EXPECT_THAT(confusion_text(matrix), testing::StartsWith("label    0  255\n"));
}

TEST(ConfusionMatrix, NamesLabelsByTheirNamesWholeInCsvAndShortenedInText) {
  const Contingency table =
      contingency(at::tensor({0, 0, 1, 2}, at::kLong), at::tensor({0, 0, 2, 2}, at::kLong), 3);
  const ConfusionMatrix matrix =
      confusion_matrix(table, LabelNames({"cat", "polar bear, brown", std::string(30, 'x')}));
  EXPECT_EQ(confusion_csv(matrix),
            "label,cat (cluster 0),\"polar bear, brown (cluster 2)\",- (cluster 1)\n"
            "cat,2,0,0\n"
            "\"polar bear, brown\",0,1,0\n" +
                std::string(30, 'x') + ",0,1,0\n");
  EXPECT_EQ(confusion_text(matrix),
            "label                     cat  polar b...  -\n"
            "--------------------------------------------\n"
            "cat                         2           0  0\n"
            "polar bear, brown           0           1  0\n"
            "xxxxxxxxxxxxxxxxxxxxx...    0           1  0\n"
            "cluster                     0           2  1\n");
  EXPECT_EQ(column_name(matrix, 1).label, "polar bear, brown");
  EXPECT_EQ(shown_column_name(matrix, 1).cluster, "(cluster 2)");
  EXPECT_EQ(shown_column_name(matrix, 2).label, "-");
}

TEST(ConfusionMatrix, EndsWithWhatIsInNoCluster) {
  const ConfusionMatrix matrix = confusion_matrix(
      contingency(at::tensor({1, 0, 0}, at::kLong), at::tensor({0, -1, 0}, at::kLong), 1));
  EXPECT_EQ(matrix.column_clusters, (std::vector<std::int64_t>{0, -1}));
  EXPECT_EQ(confusion_csv(matrix), "label,0 (cluster 0),no cluster\n0,1,1\n1,1,0\n");
  EXPECT_TRUE(confusion_text(matrix).ends_with("none\n"));
}

TEST(ConfusionMatrix, BecomesTextWithTheClustersLast) {
  const std::string text = confusion_text(example());
  ASSERT_TRUE(text.ends_with("\n"));
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  ASSERT_EQ(lines.size(), 5U);  // names, rule, two labels, clusters
  for (const std::string& line : lines) EXPECT_EQ(line.size(), lines[0].size());
  EXPECT_TRUE(lines[0].starts_with("label"));
  EXPECT_TRUE(lines[4].starts_with("cluster"));
}

}  // namespace
}  // namespace codegrid
