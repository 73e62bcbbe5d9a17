#include "cluster/directed_codes.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cluster/fixtures.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

const at::Tensor& two_of_four() {
  static const at::Tensor codes =
      at::tensor({0.F, 0.F, 1.F, 0.F, -0.F, 0.F, 0.F, -2.F}).view({4, 2});
  return codes;
}

TEST(DirectedCodes, AreThoseThatAreNotZeros) {
  const DirectedCodes found = find_directed(two_of_four(), {"some", 2, "why"});
  EXPECT_TRUE(at::equal(found.rows, longs({1, 3})));
  EXPECT_EQ(found.zeros, 2);
  EXPECT_EQ(found.first, 0);
  EXPECT_EQ(found.note,
            "note: 2 of 4 codes are only zeros, first code 0: without a direction, and as "
            "clustering.normalize is l2, they are in no cluster");
  EXPECT_TRUE(at::equal(select_directed(two_of_four(), found),
                        at::tensor({1.F, 0.F, 0.F, -2.F}).view({2, 2})));
}

TEST(DirectedCodes, SpreadLeavesTheOthersTheirOwnValue) {
  const DirectedCodes found = find_directed(two_of_four(), {"some", 2, "why"});
  EXPECT_TRUE(at::equal(spread(longs({7, 8}), found, -1), longs({-1, 7, -1, 8})));
  const at::Tensor figures =
      spread(at::tensor({0.5F, 1.F}), found, std::numeric_limits<double>::quiet_NaN());
  EXPECT_TRUE(std::isnan(figures[0].item<float>()));
  EXPECT_EQ(figures[3].item<float>(), 1);
}

TEST(DirectedCodes, AreAllAsTheyWereWhereNoneIsZero) {
  const at::Tensor codes = normal({5, 2});
  const DirectedCodes found = find_directed(codes, {"some", 5, "why"});
  EXPECT_FALSE(found.rows.defined());
  EXPECT_EQ(found.note, "");
  EXPECT_TRUE(select_directed(codes, found).is_same(codes));
  const at::Tensor values = longs({1, 2, 3, 4, 5});
  EXPECT_TRUE(spread(values, found, -1).is_same(values));
}

TEST(DirectedCodes, MustBeAsManyAsAreNeeded) {
  const Error error = error_of([&] {
    find_directed(two_of_four(), {"some", 3, "for three. Take two"});
  });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "some: found only zeros in 2 of 4 codes, first in code 0; expected a direction in 3 "
               "or more, for three. Take two, or look at the encoder.");
}

}  // namespace
}  // namespace codegrid
