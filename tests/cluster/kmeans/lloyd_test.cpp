#include "cluster/kmeans/lloyd.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

at::Tensor column(const std::vector<float>& values) { return at::tensor(values).unsqueeze(1); }

TEST(Lloyd, MovesAnEmptyClusterToTheFarthestPoint) {
  const auto points = make_points(column({0, 1, 2, 50}));
  // The second and third centroid win no point; 50 and then 2 are farthest from the first.
  const KMeansStart end = run_lloyd(*points, column({0, -100, -200}), {10, 0});
  ASSERT_GE(end.records.size(), 2U);
  EXPECT_EQ(end.records[0].relocated, 2);
  EXPECT_EQ(end.records[0].inertia, 0 + 1 + 4 + 2500);
  // To 50 and 2, and the first to the mean of what is left.
  EXPECT_DOUBLE_EQ(end.records[0].shift, 0.25 + 150. * 150. + 202. * 202.);
  EXPECT_EQ(end.records[1].relocated, 0);
  EXPECT_TRUE(at::equal(end.centroids, column({0.5, 50, 2})));
  EXPECT_EQ(end.partition.inertia, 0.5);
  EXPECT_TRUE(end.converged);
}

TEST(Lloyd, NeverEmptiesAClusterOfOneToFillAnother) {
  const auto points = make_points(column({0, 1, 90}));
  // 90 is farthest from its centroid, but alone with it: 1 moves instead.
  const KMeansStart end = run_lloyd(*points, column({0, 60, -500}), {10, 0});
  EXPECT_EQ(end.records[0].relocated, 1);
  EXPECT_TRUE(at::equal(end.centroids, column({0, 90, 1})));
  EXPECT_EQ(end.partition.inertia, 0);
}

TEST(Lloyd, LeavesAClusterEmptyWhenEveryPointLiesOnACentroid) {
  const auto points = make_points(column({3, 3, 3}));
  const KMeansStart end = run_lloyd(*points, column({3, 8}), {10, 0});
  EXPECT_EQ(end.records[0].relocated, 0);
  EXPECT_TRUE(at::equal(end.centroids, column({3, 8})));
  EXPECT_TRUE(at::equal(end.partition.counts, at::tensor({3, 0}, at::kLong)));
}

TEST(Lloyd, OfDirectionsMovesCentroidsToTheMeansAtUnitLength) {
  const at::Tensor codes = at::tensor({0.8F, 0.6F, 0.8F, -0.6F, -1.F, 0.F}).view({3, 2});
  const KMeansStart end = run_lloyd(*make_points(codes), codes.slice(0, 1, 3).contiguous(), {10, 0},
                                    CentroidKind::kDirection);
  EXPECT_TRUE(at::allclose(end.centroids, at::tensor({1.F, 0.F, -1.F, 0.F}).view({2, 2}), 0, 1e-6));
  EXPECT_NEAR(end.partition.inertia, 2 * (2 - 2 * 0.8), 1e-6);
  EXPECT_TRUE(end.converged);
}

TEST(Lloyd, KeepsADirectionWhoseMembersCancel) {
  const at::Tensor codes = at::tensor({0.F, 1.F, 0.F, -1.F}).view({2, 2});
  const at::Tensor centroid = at::tensor({1.F, 0.F}).view({1, 2});
  const KMeansStart end =
      run_lloyd(*make_points(codes), centroid, {10, 0}, CentroidKind::kDirection);
  EXPECT_TRUE(at::equal(end.centroids, centroid));
  EXPECT_TRUE(end.converged);
}

TEST(Lloyd, EndsWithDistancesToTheCentroidsItReturns) {
  const auto points = make_points(column({0, 4, 10}));
  const KMeansStart end = run_lloyd(*points, column({0, 1}), {1, 0});
  EXPECT_FALSE(end.converged);
  EXPECT_TRUE(at::equal(end.centroids, column({0, 7})));
  EXPECT_TRUE(at::equal(end.partition.squared, at::tensor({0.F, 9.F, 9.F})));
  EXPECT_EQ(end.partition.inertia, 18);
}

}  // namespace
}  // namespace codegrid
