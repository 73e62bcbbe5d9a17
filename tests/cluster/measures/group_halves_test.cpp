#include "cluster/measures/group_halves.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

GroupHalves halves_of(const at::Tensor& codes) {
  return find_halves({codes}, at::arange(codes.size(0), at::kLong), 7);
}

// Codes around two directions, `apart` from each other.
at::Tensor two_bundles(std::int64_t first, std::int64_t second, double apart) {
  const at::Tensor codes = 0.1 * normal({first + second, 4});
  codes.select(1, 0).add_(1);
  codes.slice(0, first).select(1, 1).add_(apart);
  return codes;
}

TEST(GroupHalves, ThatNothingConnectsHaveNoConductance) {
  const GroupHalves halves = halves_of(two_bundles(150, 50, 3));
  EXPECT_EQ(halves.conductance, 0);
  EXPECT_EQ(halves.lesser, 0.25);
}

TEST(GroupHalves, ThatHardlyTouchAreFoundWhereTheyLie) {
  const GroupHalves halves = halves_of(two_bundles(200, 100, 0.75));
  EXPECT_LT(halves.conductance, 0.03);
  EXPECT_NEAR(halves.lesser, 1.0 / 3, 0.03);
}

TEST(GroupHalves, OfOneBundleTouch) {
  EXPECT_GT(halves_of(two_bundles(50, 50, 0)).conductance, 0.05);
  EXPECT_GT(halves_of(two_bundles(150, 150, 0)).conductance, 0.05) << "not solved whole";
}

TEST(GroupHalves, AreNoCorners) {
  // 16 of 300 lie apart: less than a tenth.
  EXPECT_GT(halves_of(two_bundles(284, 16, 3)).conductance, 0.05);
}

TEST(GroupHalves, OfSeveralEncodersMustLieApartByEach) {
  const at::Tensor members = at::arange(200, at::kLong);
  const at::Tensor apart = two_bundles(100, 100, 3);
  EXPECT_EQ(find_halves({apart, apart}, members, 7).conductance, 0);
  EXPECT_GT(find_halves({apart, normal({200, 4}, 8)}, members, 7).conductance, 0.05);
}

TEST(GroupHalves, OfFewMembersAreNotLookedFor) {
  EXPECT_TRUE(std::isnan(halves_of(two_bundles(32, 31, 3)).conductance));
  EXPECT_FALSE(std::isnan(halves_of(two_bundles(32, 32, 3)).conductance));
  const at::Tensor codes = at::cat({two_bundles(32, 31, 3), at::zeros({100, 4})});
  EXPECT_TRUE(std::isnan(halves_of(codes).conductance)) << "what has no direction does not count";
}

TEST(GroupHalves, OfEqualCodesAreInRange) {
  const GroupHalves halves = halves_of(at::ones({100, 3}));
  EXPECT_TRUE(halves.conductance >= 0 && halves.conductance <= 1);
}

}  // namespace
}  // namespace codegrid
