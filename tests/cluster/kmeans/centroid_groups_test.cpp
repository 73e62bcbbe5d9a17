#include "cluster/kmeans/centroid_groups.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/grouping.hpp"

namespace codegrid {
namespace {

float squared_between(const at::Tensor& point, const float* target, std::int64_t stride) {
  float squared = 0;
  measure(point.const_data_ptr<float>(), point.numel(), target, stride, 1, &squared);
  return squared;
}

TEST(CentroidGroups, EveryCentroidHasOneLaneAndTheOthersScoreNothing) {
  const at::Tensor centroids = normal({37, 5});
  const auto order = group_alike(centroids, kGroup);
  const CentroidGroups groups(centroids, {}, order, at::zeros({5}));
  ASSERT_EQ(groups.count(), 3);
  int absent = 0;
  for (std::int64_t group = 0; group < 3; ++group) {
    for (std::int32_t lane = 0; lane < kGroup; ++lane) {
      const std::int32_t centroid = groups.members(group)[lane];
      if (centroid < 0) {
        ++absent;
        EXPECT_EQ(groups.coordinates(group)[lane], -INFINITY);
        continue;
      }
      EXPECT_EQ(groups.group_of(centroid), group);
      EXPECT_EQ(groups.lane_in(group, centroid), lane);
      for (std::int64_t i = 0; i < 5; ++i)
        EXPECT_EQ(groups.row(centroid)[i], centroids[centroid][i].item<float>());
    }
  }
  EXPECT_EQ(absent, 3 * kGroup - 37);
}

TEST(CentroidGroups, ScoresMissNoDistanceByMoreThanTheirMargin) {
  for (const float offset : {0.0F, 1.0F, 300.0F, -1e4F}) {
    for (const std::int64_t width : {2, 36, 784}) {
      const at::Tensor points = normal({kTile, width}) + offset;
      const at::Tensor centroids = normal({kGroup, width}, 4) + offset;
      const at::Tensor mean = at::full({width}, offset) + 0.1F;
      const CentroidGroups groups(centroids, {}, group_alike(centroids, kGroup), mean);
      const float* rows[kTile];
      const std::int32_t own[kTile] = {-1, -1, -1, -1, -1, -1, -1, -1};
      for (std::int64_t p = 0; p < kTile; ++p) rows[p] = points[p].const_data_ptr<float>();
      Scores scores;
      score(rows, own, width, groups.coordinates(0), scores);
      const at::Tensor padded_mean = pad_rows(mean.unsqueeze(0));
      for (std::int64_t p = 0; p < kTile; ++p) {
        const float to_mean =
            squared_between(points[p], padded_mean.const_data_ptr<float>(), groups.stride());
        for (std::int64_t lane = 0; lane < kGroup; ++lane) {
          const std::int32_t centroid = groups.members(0)[lane];
          const float squared = squared_between(points[p], groups.row(centroid), groups.stride());
          EXPECT_LE(std::abs(to_mean - 2 * scores.of[p][lane] - squared), groups.margin(to_mean))
              << offset << " " << width;
        }
      }
    }
  }
}

TEST(CentroidGroups, DriftIsAtLeastTheLongestWayOfAGroupsCentroids) {
  const at::Tensor before = normal({20, 4});
  const at::Tensor now = before + 0.01F * normal({20, 4}, 5);
  const auto order = group_alike(before, kGroup);
  const CentroidGroups groups(now, before, order, at::zeros({4}));
  const at::Tensor moved = (now.to(at::kDouble) - before.to(at::kDouble)).square().sum(1).sqrt();
  for (std::int64_t group = 0; group < groups.count(); ++group) {
    double longest = 0;
    for (std::int32_t lane = 0; lane < kGroup; ++lane) {
      if (groups.members(group)[lane] >= 0)
        longest = std::max(longest, moved[groups.members(group)[lane]].item<double>());
    }
    EXPECT_GE(groups.drift(group), longest);
    EXPECT_LE(groups.drift(group), longest * (1 + 1e-6));
  }
}

}  // namespace
}  // namespace codegrid
