#include "job/cluster_tables.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
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
  write_assignments(folder.path() / "assignments.csv", clusters, labels);
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

TEST(IterationsCsv, HasARowForEachIteration) {
  const RecordTable records{
      {"start", "iteration", "inertia"},
      {{std::int64_t{0}, std::int64_t{1}, 4.5}, {std::int64_t{0}, std::int64_t{2}, 4.0}}};
  EXPECT_EQ(iterations_csv(records), "start,iteration,inertia\n0,1,4.5\n0,2,4\n");
}

}  // namespace
}  // namespace codegrid
