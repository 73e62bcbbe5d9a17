#include "cluster/graph/scaled_codes.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(ScaledCodes, HaveTheDistancesOfTheCodesAtAnyScale) {
  for (const float scale : {1.F, 0x1p-90F, 0x1p90F}) {
    for (const std::int64_t width : {1, 16, 36}) {
      const at::Tensor codes = normal({3, width});
      const ScaledCodes scaled(codes * scale);
      const auto expected = (codes[0] - codes[2]).to(at::kDouble).square().sum().sqrt();
      const double distance = std::ldexp(std::sqrt(scaled.squared(0, 2)), scaled.exponent());
      EXPECT_NEAR(distance / scale, expected.item<double>(), 1e-5);
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
  EXPECT_EQ(scaled.squared(0, 1), 0);
  EXPECT_NO_THROW(scaled.require_equal(0, 1));
}

TEST(ScaledCodes, TellWhatIsEqualFromWhatOnlySeemsSo) {
  const ScaledCodes scaled(at::tensor({1.F, 0.F, 1.F, -0.F, 1.F, 2.F}).view({3, 2}));
  EXPECT_NO_THROW(scaled.require_equal(0, 1));
  const ScaledCodes named(scaled.rows(), "spectral");
  try {
    named.require_equal(0, 2);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("spectral: found different codes"), 0U);
  }
}

}  // namespace
}  // namespace codegrid
