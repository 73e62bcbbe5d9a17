#include "cluster/graph/neighbor_agreement.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

constexpr float kNowhere = std::numeric_limits<float>::infinity();

TEST(NeighborAgreement, IsTheShareOfNeighborsInTheCommunityAndTheirMeanDistance) {
  const NeighborLists lists{at::tensor({1, 2, 0, 2, 1, -1}, at::kInt).view({3, 2}),
                            at::tensor({1.F, 4.F, 1.F, 3.F, 3.F, kNowhere}).view({3, 2}), 1};
  const NeighborAgreement found = measure_agreement(lists, {0, 0, 0});
  EXPECT_TRUE(at::equal(found.shares, at::ones({3})));
  EXPECT_TRUE(at::equal(found.distances, at::tensor({5.F, 4.F, 6.F}))) << "twice, by the exponent";
  const NeighborAgreement apart = measure_agreement(lists, {0, 0, 1});
  EXPECT_TRUE(at::equal(apart.shares, at::tensor({0.5F, 0.5F, 0.F})));
  EXPECT_EQ(apart.distances[0].item<float>(), 2);
  EXPECT_TRUE(std::isnan(apart.distances[2].item<float>()));
}

TEST(NeighborAgreement, OfACodeWithoutNeighborsIsNone) {
  const NeighborLists lists{at::tensor({-1}, at::kInt).view({1, 1}), at::full({1, 1}, kNowhere), 0};
  const NeighborAgreement found = measure_agreement(lists, {0});
  EXPECT_EQ(found.shares.item<float>(), 0);
  EXPECT_TRUE(std::isnan(found.distances.item<float>()));
}

TEST(NeighborAgreement, InSeveralSetsIsTheMeanOverThoseThatHaveNeighbors) {
  const NeighborLists one{at::tensor({1, 2, 0, 2, -1, -1}, at::kInt).view({3, 2}),
                          at::tensor({1.F, 4.F, 1.F, 3.F, kNowhere, kNowhere}).view({3, 2}), 0};
  const NeighborLists other{at::tensor({1, 2, 2, 0, 1, 0}, at::kInt).view({3, 2}),
                            at::tensor({2.F, 8.F, 5.F, 7.F, 5.F, 8.F}).view({3, 2}), 0};
  const NeighborAgreement found = measure_agreement(std::vector{one, other}, {0, 0, 1});
  EXPECT_TRUE(at::equal(found.shares, at::tensor({0.5F, 0.5F, 0.F})));
  EXPECT_EQ(found.distances[0].item<float>(), 1.5F);
  EXPECT_EQ(found.distances[1].item<float>(), 4);
  EXPECT_TRUE(std::isnan(found.distances[2].item<float>()));
  const NeighborAgreement all = measure_agreement(std::vector{one, other}, {0, 0, 0});
  EXPECT_TRUE(at::equal(all.shares, at::ones({3})));
  EXPECT_EQ(all.distances[2].item<float>(), 6.5F);
}

TEST(NeighborAgreement, InSeveralSetsHoldsDistancesThatFloat32CannotHold) {
  const NeighborLists near{at::tensor({1, 0}, at::kInt).view({2, 1}), at::ones({2, 1}), 0};
  const NeighborLists far{near.indices, near.distances, 200};
  const NeighborAgreement found = measure_agreement(std::vector{near, far}, {0, 0});
  ASSERT_EQ(found.distances.scalar_type(), at::kDouble);
  EXPECT_EQ(found.distances[0].item<double>(), 0x1p199 + 0.5);
}

}  // namespace
}  // namespace codegrid
