#include "cluster/graph/scaled_codes.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(ScaledCodes, HaveTheDistancesOfTheCodesAtAnyScale) {
  for (const float scale : {1.F, 0x1p-90F, 0x1p90F}) {
    for (const std::int64_t width : {1, 16, 36}) {
      const at::Tensor codes = normal({3, width});
      const ScaledCodes scaled(codes * scale);
      const auto expected = (codes[0] - codes[2]).to(at::kDouble).square().sum().sqrt();
      EXPECT_NEAR(scaled.distance(scaled.squared(0, 2)) / scale, expected.item<double>(), 1e-5);
      EXPECT_LE(scaled.rows().abs().max().item<float>(), 1);
    }
  }
}

TEST(ScaledCodes, LeaveTheCallersCodesAsTheyAre) {
  const at::Tensor codes = 8 * normal({4, 16});
  const at::Tensor before = codes.clone();
  const ScaledCodes scaled(codes);
  EXPECT_TRUE(at::equal(codes, before));
}

TEST(ScaledCodes, MayAllBeZero) {
  const ScaledCodes scaled(at::zeros({2, 3}));
  EXPECT_EQ(scaled.distance(scaled.squared(0, 1)), 0);
}

}  // namespace
}  // namespace codegrid
