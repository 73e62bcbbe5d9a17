#include "job/cluster_tables.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <sstream>
#include <string>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

Clustering two_images() {
  Clustering result;
  result.assignments = at::tensor({1, 0}, at::kLong);
  result.figures = {{"distance", at::tensor({0.5F, 2.0F})}};
  return result;
}

std::string assignments_csv(const Clustering& clusters, const at::Tensor& labels) {
  const TemporaryFolder folder;
  write_assignments(folder.path() / "assignments.csv", clusters, ImageSet{{}, labels});
  return slurp(folder.path() / "assignments.csv");
}

TEST(AssignmentsCsv, HasARowForEachImage) {
  EXPECT_EQ(assignments_csv(two_images(), at::tensor({7, 9}, at::kLong)),
            "index,cluster,distance,label\n0,1,0.5,7\n1,0,2,9\n");
}

TEST(AssignmentsCsv, HasEveryRowOfAsManyImagesAsAreWrittenInPieces) {
  constexpr std::int64_t kImages = 200'000;  // some 2 MB
  Clustering many;
  many.assignments = at::arange(kImages) % 7;
  many.figures = {{"distance", at::zeros({kImages})}};
  std::istringstream csv(assignments_csv(many, {}));
  std::string line;
  std::getline(csv, line);
  for (std::int64_t i = 0; i < kImages; ++i) {
    std::getline(csv, line);
    ASSERT_EQ(line, fmt::format("{},{},0,", i, i % 7));
  }
  EXPECT_FALSE(std::getline(csv, line));
}

TEST(AssignmentsCsv, LeavesTheLabelEmptyWhereThereAreNone) {
  EXPECT_EQ(assignments_csv(two_images(), {}), "index,cluster,distance,label\n0,1,0.5,\n1,0,2,\n");
}

TEST(AssignmentsCsv, HasAColumnForEachFigureAndNothingWhereThereIsNone) {
  Clustering graph;
  graph.assignments = at::tensor({-1, 0}, at::kLong);
  graph.figures = {{"neighbor_distance", at::tensor({NAN, 0.25F})},
                   {"agreement", at::tensor({0.F, 1.F})}};
  EXPECT_EQ(assignments_csv(graph, at::tensor({7, 9}, at::kLong)),
            "index,cluster,neighbor_distance,agreement,label\n0,-1,,0,7\n1,0,0.25,1,9\n");
}

TEST(AssignmentsCsv, HasFiguresThatFloat32DoesNotHold) {
  Clustering huge = two_images();
  huge.figures = {{"distance", at::tensor({5e40, 1e-60}, at::kDouble)}};
  EXPECT_EQ(assignments_csv(huge, {}), "index,cluster,distance,label\n0,1,5e+40,\n1,0,1e-60,\n");
}

TEST(AssignmentsCsv, NamesImagesByTheirPathsAndLabelsByTheirNames) {
  const TemporaryFolder folder;
  ImageSet images{at::zeros({3, 1, 1, 1}, at::kByte), at::tensor({1, 0}, at::kLong),
                  at::tensor({0, 2}, at::kLong)};
  images.names = std::make_shared<NameList>(
      std::vector<std::string>{"cats/a \"1\".png", "not in the set", "caf\xe9,\n.png"});
  images.label_names = {"dog", "cat, grey"};
  write_assignments(folder.path() / "a.csv", two_images(), images);
  EXPECT_EQ(slurp(folder.path() / "a.csv"),
            "index,path,cluster,distance,label\n"
            "0,\"cats/a \"\"1\"\".png\",1,0.5,\"cat, grey\"\n"
            "1,\"caf\xe9,\n.png\",0,2,dog\n");
}

TEST(IterationsCsv, HasARowForEachIteration) {
  const RecordTable records{
      {"start", "iteration", "inertia"},
      {{std::int64_t{0}, std::int64_t{1}, 4.5}, {std::int64_t{0}, std::int64_t{2}, 4.0}}};
  EXPECT_EQ(iterations_csv(records), "start,iteration,inertia\n0,1,4.5\n0,2,4\n");
  const RecordTable stages{{"stage", "iterations", "inertia"},
                           {{"eigenvectors", std::int64_t{3}, ""}, {"k-means", "", 0.5}}};
  EXPECT_EQ(iterations_csv(stages), "stage,iterations,inertia\neigenvectors,3,\nk-means,,0.5\n");
}

Contingency labels_of_three_clusters() {
  return contingency(at::tensor({5, 5, 200, 5}, at::kLong), at::tensor({0, 0, 0, 2}, at::kLong), 3);
}

const std::string kClusterColumns =
    "cluster,images,label,share,neighbors_agree,all_agree,overlaps,overlap,edges_between_halves,"
    "lesser_half\n";

TEST(ClustersCsv, SaysOfEachClusterHowMuchOfItIsToBeBelieved) {
  const std::vector<GroupTrust> trust{
      {9, 0.75, 0.5, 1, 0.25, {0.125, 0.375}}, {5, 1, 1, -1, 0, {NAN, 0}}, {}};
  EXPECT_EQ(clusters_csv(cluster_rows({9, 5, 0}, nullptr, 4), {}, trust),
            kClusterColumns +
                "0,9,,,0.75,0.5,1,0.25,0.125,0.375\n1,5,,,1,1,,0,,\n2,0,,,,,,,,\n"
                "-1,4,,,,,,,,\n");
}

TEST(ClustersCsv, HasARowForEachClusterWithItsMajorityLabel) {
  const Contingency labels = labels_of_three_clusters();
  EXPECT_EQ(clusters_csv(cluster_rows({3, 0, 1}, &labels), {}, {}),
            kClusterColumns + "0,3,5,0.6666666666666666,,,,,,\n1,0,,,,,,,,\n2,1,5,1,,,,,,\n");
}

TEST(ClustersCsv, LeavesTheLabelEmptyWhereThereAreNone) {
  EXPECT_EQ(clusters_csv(cluster_rows({3, 1}, nullptr), {}, {}),
            kClusterColumns + "0,3,,,,,,,,\n1,1,,,,,,,,\n");
}

TEST(ClusterTables, NameLabelsWholeInCsvAndShortenedOnATerminal) {
  const Contingency labels =
      contingency(at::tensor({0, 0, 1}, at::kLong), at::tensor({0, 0, 1}, at::kLong), 2);
  const LabelNames names({"cat, \"grey\"", std::string(30, 'x')});
  const std::vector<ClusterRow> rows = cluster_rows({2, 1}, &labels);
  EXPECT_EQ(clusters_csv(rows, names, {}), kClusterColumns +
                                               "0,2,\"cat, \"\"grey\"\"\",1,,,,,,\n1,1," +
                                               std::string(30, 'x') + ",1,,,,,,\n");
  EXPECT_EQ(largest_clusters_text(rows, names),
            "2 clusters, the largest first\n"
            "cluster  images            majority label    share\n"
            "--------------------------------------------------\n"
            "0             2               cat, \"grey\"  100.0 %\n"
            "1             1  xxxxxxxxxxxxxxxxxxxxx...  100.0 %\n");
}

TEST(LargestClustersText, IsATableOfAFewWhereThereAreMany) {
  const Contingency labels = labels_of_three_clusters();
  EXPECT_EQ(largest_clusters_text(cluster_rows({3, 0, 1}, &labels), {}),
            "3 clusters, the largest first\n"
            "cluster  images  majority label    share\n"
            "----------------------------------------\n"
            "0             3               5   66.7 %\n"
            "2             1               5  100.0 %\n"
            "1             0                         \n");
  const std::string many =
      largest_clusters_text(cluster_rows(std::vector<std::int64_t>(2000, 30), nullptr), {});
  EXPECT_EQ(std::count(many.begin(), many.end(), '\n'), 24);
  EXPECT_TRUE(many.starts_with("the 20 largest of 2,000 clusters\ncluster  images")) << many;
  EXPECT_TRUE(many.ends_with("\nand 1,980 more, in clusters.csv\n")) << many;
}

TEST(ClusterTables, SayLastWhatIsInNoCluster) {
  const std::vector<ClusterRow> rows = cluster_rows({3, 9}, nullptr, 1200);
  EXPECT_EQ(clusters_csv(rows, {}, {}),
            kClusterColumns + "0,3,,,,,,,,\n1,9,,,,,,,,\n-1,1200,,,,,,,,\n");
  EXPECT_EQ(largest_clusters_text(rows, {}),
            "2 clusters, the largest first\n"
            "cluster  images  majority label  share\n"
            "--------------------------------------\n"
            "1             9                       \n"
            "0             3                       \n"
            "none      1,200                       \n");
  const std::string many =
      largest_clusters_text(cluster_rows(std::vector<std::int64_t>(30, 2), nullptr, 5), {});
  EXPECT_TRUE(many.starts_with("the 20 largest of 30 clusters\n")) << many;
  EXPECT_NE(many.find("\nnone          5"), std::string::npos) << many;
  EXPECT_TRUE(many.ends_with("\nand 10 more, in clusters.csv\n")) << many;
}

}  // namespace
}  // namespace codegrid
