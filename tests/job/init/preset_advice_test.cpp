#include "job/init/preset_advice.hpp"

#include <ATen/Functions.h>
#include <gmock/gmock.h>

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// A bar of `shade` in the middle of each image, `wide` of 20 pixels, on `background`.
at::Tensor bars(int background, int shade, std::int64_t wide, std::int64_t channels = 1) {
  at::Tensor images = at::full({3, channels, 20, 20}, background, at::kByte);
  images.narrow(2, 2, 16).narrow(3, 2, wide).fill_(shade);
  return images;
}

TEST(PresetAdvice, StrokesOnAPlainBackgroundAreHandwriting) {
  const PresetAdvice dark = advise_preset(bars(5, 230, 5));
  EXPECT_EQ(dark.preset, AugmentationPreset::kHandwriting);
  EXPECT_THAT(dark.why, StartsWith("handwriting: 80 % of the pixels are nearly black, and 100 % of "
                                   "those at the edges"));
  const PresetAdvice light = advise_preset(bars(250, 10, 5));
  EXPECT_EQ(light.preset, AugmentationPreset::kHandwriting);
  EXPECT_THAT(light.why, HasSubstr("nearly white"));
}

TEST(PresetAdvice, WhatFillsItsImagesIsAnObject) {
  EXPECT_EQ(advise_preset(bars(0, 230, 12)).preset, AugmentationPreset::kObjects);
  EXPECT_EQ(advise_preset(bars(100, 230, 5)).preset, AugmentationPreset::kObjects)
      << "the background is grey";
  EXPECT_THAT(advise_preset(bars(0, 230, 12)).why, StartsWith("objects: "));
}

TEST(PresetAdvice, WhatTouchesTheEdgesIsAnObject) {
  at::Tensor images = at::zeros({3, 1, 20, 20}, at::kByte);
  images.narrow(3, 8, 4).fill_(255);  // from the first row to the last
  EXPECT_EQ(advise_preset(images).preset, AugmentationPreset::kObjects);
}

TEST(PresetAdvice, ColorIsAnObject) {
  EXPECT_EQ(advise_preset(bars(0, 230, 5, 3)).preset, AugmentationPreset::kObjects);
}

}  // namespace
}  // namespace codegrid
