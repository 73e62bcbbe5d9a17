#include "cluster/code_sums.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(CodeSums, AddUpTheCodesOfEachGroupThoseOfSeveralEncodersSideBySide) {
  const CodeSets codes({{at::tensor({1.F, 2.F, 3.F}).view({3, 1})},
                        {at::tensor({10.F, 1.F, 20.F, 2.F, 30.F, 3.F}).view({3, 2})}});
  CodeSums sums(3, codes);
  sums.add(1, 0);
  sums.add(0, 1);
  sums.add(1, 2);
  EXPECT_TRUE(sums.sums().equal(
      at::tensor({2., 20., 2., 4., 40., 4., 0., 0., 0.}, at::kDouble).view({3, 3})));
  EXPECT_TRUE(sums.counts().equal(at::tensor({1., 2., 0.}, at::kDouble)));
  EXPECT_TRUE(sums.means()[1].equal(at::tensor({2., 20., 2.}, at::kDouble)));
  EXPECT_TRUE(std::isnan(sums.means()[2][0].item<double>()));
}

}  // namespace
}  // namespace codegrid
