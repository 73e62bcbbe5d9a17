#include "job/cluster_tables.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

KMeansResult two_images() {
  KMeansResult result;
  result.assignments = at::tensor({1, 0}, at::kLong);
  result.distances = at::tensor({0.5F, 2.0F});
  return result;
}

TEST(AssignmentsCsv, HasARowForEachImage) {
  EXPECT_EQ(assignments_csv(two_images(), at::tensor({7, 9}, at::kLong)),
            "index,cluster,distance,label\n0,1,0.5,7\n1,0,2,9\n");
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
