#include "data/scale.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <vector>

#include "data/fixtures.hpp"

namespace codegrid {
namespace {

TEST(PixelScale, EveryByteIsTheRoundedQuotient) {
  const at::Tensor bytes = at::arange(256, at::kByte);
  for (int lowest = 0; lowest < 255; lowest += 17) {
    for (int highest = lowest + 1; highest < 256; highest += 13) {
      const PixelScale scale{static_cast<double>(lowest), static_cast<double>(highest)};
      const at::Tensor expected =
          bytes.to(at::kFloat).sub(lowest).div(highest - lowest).clamp(0, 1);
      EXPECT_TRUE(scale.apply(bytes).equal(expected)) << lowest << " to " << highest;
    }
  }
}

TEST(PixelScale, EndsAreExactlyZeroAndOneAndNothingGoesBeyond) {
  const PixelScale scale{10, 59};
  const at::Tensor scaled = scale.apply(at::tensor(std::vector<std::uint8_t>{0, 10, 59, 255}));
  EXPECT_TRUE(scaled.equal(at::tensor(std::vector<float>{0, 0, 1, 1})));
}

TEST(PixelScale, KeepsTheShape) {
  const at::Tensor bytes = at::arange(24, at::kByte).view({2, 3, 4}).transpose(0, 2);
  const at::Tensor scaled = PixelScale{}.apply(bytes);
  EXPECT_TRUE(scaled.equal(bytes.to(at::kFloat).div(255)));
}

TEST(PixelScale, MinMaxIsMeasuredAndUnitIsNot) {
  const at::Tensor images = at::tensor(std::vector<std::uint8_t>{9, 7, 200}).view({3, 1, 1, 1});
  const PixelScale measured = measure_scale(images, Scaling::kMinMax);
  EXPECT_EQ(measured.lowest, 7);
  EXPECT_EQ(measured.highest, 200);
  const PixelScale unit = measure_scale(images, Scaling::kUnit);
  EXPECT_EQ(unit.lowest, 0);
  EXPECT_EQ(unit.highest, 255);
}

TEST(PixelScale, OfAPartLooksAtItsImagesOnly) {
  at::Tensor images = at::full({5000, 1, 1, 2}, 50, at::kByte);
  images[0].fill_(0);
  images[1].fill_(20);
  images[4998].fill_(70);
  images[4999].fill_(255);
  const ImageSet part{images, {}, at::arange(1, 4999, at::kLong)};
  const PixelScale measured = measure_scale(part, Scaling::kMinMax);
  EXPECT_EQ(measured.lowest, 20);
  EXPECT_EQ(measured.highest, 70);
}

TEST(PixelScale, MinMaxNeedsTwoValues) {
  const at::Tensor flat = at::full({2, 1, 3, 3}, 7, at::kByte);
  EXPECT_EQ(
      message_of([&] { measure_scale(flat, Scaling::kMinMax); }),
      "every pixel of the training images is 7, and \"scale\": \"minmax\" needs two values; use "
      "other images, or \"scale\": \"unit\"");
  EXPECT_EQ(measure_scale(flat, Scaling::kUnit).highest, 255);
}

TEST(PixelScale, OtherThanBytesIsOurOwnMistake) {
  EXPECT_THROW(PixelScale{}.apply(at::zeros({2})), c10::Error);
  EXPECT_THROW((PixelScale{5, 5}.apply(at::zeros({2}, at::kByte))), c10::Error);
}

}  // namespace
}  // namespace codegrid
