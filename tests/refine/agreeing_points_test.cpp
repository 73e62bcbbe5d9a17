#include "refine/agreeing_points.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace codegrid {
namespace {

at::Tensor longs_of(const std::vector<std::int64_t>& values) {
  return at::tensor(values, at::kLong);
}

TEST(AgreeingPoints, AreThoseWhoseNeighborsAreAllInTheirGroup) {
  const at::Tensor groups = longs_of({0, 0, 1, -1, 1});
  const at::Tensor agreement = at::tensor({1.0, 14.0 / 15, 1.0, 1.0, double(NAN)}, at::kFloat);
  EXPECT_TRUE(agreeing_points(groups, agreement).equal(longs_of({0, 2})));
}

TEST(AgreeingPoints, OfTwoGroupingsAreInTheSameGroupByBoth) {
  const at::Tensor groups = longs_of({0, 0, 1, -1, 1});
  const at::Tensor agreement = at::ones({5}, at::kFloat);
  EXPECT_TRUE(
      agreeing_points(groups, agreement, longs_of({0, 1, 1, -1, 0})).equal(longs_of({0, 2})));
}

TEST(AgreeingPoints, MayBeNone) {
  EXPECT_EQ(agreeing_points(longs_of({0, 1}), at::zeros({2}, at::kFloat)).numel(), 0);
}

}  // namespace
}  // namespace codegrid
