#include "job/cluster_tables.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

KMeansResult two_images() {
  KMeansResult result;
  result.assignments = at::tensor({1, 0}, at::kLong);
  result.distances = at::tensor({0.5F, 2.0F});
  return result;
}

std::string assignments_csv(const KMeansResult& clusters, const at::Tensor& labels) {
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
  KMeansResult many;
  many.assignments = at::arange(kImages) % 7;
  many.distances = at::zeros({kImages});
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

TEST(IterationsCsv, HasARowForEachIteration) {
  EXPECT_EQ(iterations_csv({{0, 1, 4.5, 0.25, 0}, {0, 2, 4, 0, 1}}),
            "start,iteration,inertia,shift,relocated\n0,1,4.5,0.25,0\n0,2,4,0,1\n");
}

}  // namespace
}  // namespace codegrid
