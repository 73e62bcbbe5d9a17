#include "view/code_image.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <gmock/gmock.h>

#include <limits>

namespace codegrid {
namespace {

std::vector<std::int64_t> sides(std::int64_t size) {
  return code_image(at::zeros({size}), {0, 1}).sizes().vec();
}

TEST(CodeImage, TakesTheSquarestRectangle) {
  using testing::ElementsAre;
  EXPECT_THAT(sides(36), ElementsAre(6, 6));
  EXPECT_THAT(sides(10), ElementsAre(2, 5));
  EXPECT_THAT(sides(12), ElementsAre(3, 4));
  EXPECT_THAT(sides(128), ElementsAre(8, 16));
  EXPECT_THAT(sides(3), ElementsAre(1, 3));
  EXPECT_THAT(sides(2), ElementsAre(1, 2));
  EXPECT_THAT(sides(1), ElementsAre(1, 1));
}

TEST(CodeImage, HoldsEveryValueAndIsNeverALongStrip) {
  for (std::int64_t size = 1; size <= 300; ++size) {
    const auto both = sides(size);
    EXPECT_GE(both[0] * both[1], size);
    EXPECT_LE(both[1], 3 * both[0]) << size;
    EXPECT_LT(both[0] * both[1] - size, both[0]) << size;
  }
}

TEST(CodeImage, FillsUpAPrimeWithBlankCells) {
  const at::Tensor image = code_image(at::full({11}, 2.0), {0, 2});
  EXPECT_THAT(image.sizes().vec(), testing::ElementsAre(3, 4));
  EXPECT_EQ(image.sum().item<float>(), 11);
  EXPECT_EQ(image[2][3].item<float>(), 0);
}

TEST(CodeImage, ScalesTheRangeRowByRow) {
  const at::Tensor image = code_image(at::arange(4, at::kFloat) * 10, {0, 30});
  EXPECT_TRUE(at::allclose(image, at::arange(4, at::kFloat).view({2, 2}) / 3));
  EXPECT_EQ(image.scalar_type(), at::kFloat);
}

TEST(CodeImage, ClampsWhatLiesOutsideTheRange) {
  const at::Tensor image = code_image(at::arange(4, at::kFloat), {1, 2});
  EXPECT_TRUE(at::allclose(image.flatten(), at::arange(4, at::kFloat).sub(1).clamp(0, 1)));
}

TEST(CodeImage, NanAndAnEmptyRangeAreWhite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(code_image(at::full({4}, nan), {0, 1}).abs().sum().item<float>(), 0);
  EXPECT_EQ(code_image(at::full({4}, 5.0), {5, 5}).abs().sum().item<float>(), 0);
}

TEST(CodeImage, OtherShapesAndRangesAreRefused) {
  EXPECT_THROW(code_image(at::zeros({2, 2}), {0, 1}), c10::Error);
  EXPECT_THROW(code_image(at::zeros({0}), {0, 1}), c10::Error);
  EXPECT_THROW(code_image(at::zeros({4}, at::kDouble), {0, 1}), c10::Error);
  EXPECT_THROW(code_image(at::zeros({4}), {1, 0}), c10::Error);
}

TEST(CodeRange, IsOfTheFiniteValues) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const CodeRange range = code_range(at::tensor({3.0F, nan, -2.0F, infinity, -infinity}));
  EXPECT_EQ(range.lowest, -2);
  EXPECT_EQ(range.highest, 3);
  EXPECT_EQ(range.greatest, 3);
}

TEST(CodeRange, OfNothingFiniteIsEmptyAndWhite) {
  const at::Tensor nowhere = at::full({4}, std::numeric_limits<float>::infinity());
  const CodeRange range = code_range(nowhere);
  EXPECT_EQ(range.lowest, 0);
  EXPECT_EQ(range.highest, 0);
  EXPECT_EQ(code_image(nowhere, range).sum().item<float>(), 0);
}

TEST(InkScale, SaysWhatWhiteAndBlackStandFor) {
  const InkScale whole = ink_scale({.lowest = 0, .highest = 13.2499, .greatest = 13.2499});
  EXPECT_EQ(whole.white, "0");
  EXPECT_EQ(whole.black, "13.2");
  EXPECT_EQ(ink_scale({.lowest = -0.0, .highest = 2, .greatest = 2}).white, "0");
  EXPECT_EQ(ink_scale({.lowest = -1e-9, .highest = 1, .greatest = 40}).black, "1 or more");
  EXPECT_EQ(ink_scale({.lowest = -1e-9, .highest = 1, .greatest = 40}).white, "-1e-09");
}

TEST(InkScale, OfOneValueHasNoBlack) {
  const InkScale scale = ink_scale({.lowest = 0.5, .highest = 0.5, .greatest = 0.5});
  EXPECT_EQ(scale.white, "0.5");
  EXPECT_EQ(scale.black, "");
}

}  // namespace
}  // namespace codegrid
