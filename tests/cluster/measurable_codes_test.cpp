#include "cluster/measurable_codes.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cluster/fixtures.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

at::Tensor squares(const at::Tensor& codes) { return (codes.unsqueeze(1) - codes).square().sum(2); }

TEST(MeasurableCodes, AreTheCodesThemselvesWhereTheirSquaresAreHeld) {
  for (const at::Tensor& codes : {normal({50, 4}), 1e10F * normal({50, 4}), at::ones({3, 2}),
                                  at::zeros({1, 1}), at::full({3, 2}, 1e38F)}) {
    const MeasurableCodes found = make_measurable("k-means", codes);
    EXPECT_TRUE(found.codes.is_same(codes));
    EXPECT_EQ(found.exponent, 0);
    EXPECT_TRUE(found.restore(codes).is_same(codes));
  }
}

TEST(MeasurableCodes, HaveTheDifferencesOfTheCodesButForTheExponent) {
  const at::Tensor codes = normal({40, 5});
  for (const float scale : {0x1p-110F, 0x1p-60F, 0x1p60F, 0x1p125F}) {
    const MeasurableCodes found = make_measurable("k-means", codes * scale);
    EXPECT_NE(found.exponent, 0);
    const double factor = std::ldexp(1.0, found.exponent) / scale;
    EXPECT_TRUE(at::equal(squares(found.codes).to(at::kDouble) * factor * factor,
                          squares(codes).to(at::kDouble)))
        << scale;
    EXPECT_TRUE(at::equal(found.restore(found.codes), codes * scale)) << scale;
  }
}

TEST(MeasurableCodes, KeepTheSmallestNumbersThatThereAre) {
  const float least = std::numeric_limits<float>::denorm_min();
  const at::Tensor codes = at::tensor({0.F, least, 3 * least, 7 * least}).unsqueeze(1);
  const MeasurableCodes found = make_measurable("graph", codes);
  EXPECT_TRUE(
      at::equal(found.codes / found.codes[1], at::tensor({0.F, 1.F, 3.F, 7.F}).unsqueeze(1)));
  EXPECT_TRUE(at::equal(found.restore(found.codes), codes));
}

TEST(MeasurableCodes, LoseNothingToAValueThatIsHugeAndAlwaysTheSame) {
  const at::Tensor small = normal({30, 3});
  const at::Tensor codes = at::cat({at::full({30, 1}, -3e38F), small * 0x1p-100F}, 1);
  const MeasurableCodes found = make_measurable("k-means", codes);
  EXPECT_TRUE(at::equal(found.codes.select(1, 0), at::zeros({30})));
  EXPECT_TRUE(at::equal(found.codes.slice(1, 1), small * std::ldexp(1.0F, -100 - found.exponent)));
  EXPECT_TRUE(at::equal(found.restore(found.codes), codes));
}

TEST(MeasurableCodes, HoldDifferencesThirtyPowersOfTenApart) {
  const at::Tensor codes = at::tensor({1e30F, 1.F, 1e30F, 2.F, 0.F, 1.F, 0.F, 2.F}).view({4, 2});
  const at::Tensor found = squares(make_measurable("k-means", codes).codes);
  EXPECT_TRUE(at::isfinite(found).all().item<bool>());
  EXPECT_TRUE((found + at::eye(4)).gt(0).all().item<bool>());
}

TEST(MeasurableCodes, MayBeFarFromTheOrigin) {
  const at::Tensor codes = at::tensor({1e38F, 1.0001e38F, 1.0002e38F}).unsqueeze(1);
  const at::Tensor found = squares(make_measurable("k-means", codes).codes);
  EXPECT_NEAR(found[0][2].item<float>() / found[0][1].item<float>(), 4, 0.01);
}

TEST(MeasurableCodes, AreFinite) {
  at::Tensor codes = normal({5, 2});
  codes[2][1] = std::numeric_limits<float>::quiet_NaN();
  codes[3][0] = std::numeric_limits<float>::infinity();
  EXPECT_STREQ(error_of([&] { make_measurable("k-means", codes); }).what(),
               "k-means: found NaN or infinity in 2 of 5 codes, first in code 2; expected finite "
               "numbers. Look at the encoder's weights: training may have diverged.");
  EXPECT_EQ(error_of([&] {
              make_measurable("graph", at::full({2, 2}, INFINITY));
            }).code(),
            ExitCode::kBadData);
}

TEST(ScaleLengths, GivesFloat32WhereThatHoldsThem) {
  const at::Tensor lengths = at::tensor({0.F, 1.5F, NAN});
  EXPECT_TRUE(scale_lengths(lengths, 0).is_same(lengths));
  const at::Tensor scaled = scale_lengths(lengths, 10);
  EXPECT_EQ(scaled.scalar_type(), at::kFloat);
  EXPECT_EQ(scaled[1].item<float>(), 1536);
  for (const int exponent : {-160, 130}) {
    const at::Tensor wide = scale_lengths(lengths, exponent);
    EXPECT_EQ(wide.scalar_type(), at::kDouble);
    EXPECT_EQ(wide[1].item<double>(), std::ldexp(1.5, exponent));
  }
}

TEST(MeasurableCodes, BringOtherCodesIntoTheSameMeasure) {
  for (const float factor : {1.0F, 1e30F, 1e-30F}) {
    const at::Tensor codes = normal({40, 3}) * factor;
    const MeasurableCodes measurable = make_measurable("k-means", codes);
    EXPECT_TRUE(measurable.bring(codes).equal(measurable.codes)) << factor;
    EXPECT_TRUE(measurable.bring(codes.slice(0, 3, 5)).equal(measurable.codes.slice(0, 3, 5)));
  }
}

}  // namespace
}  // namespace codegrid
