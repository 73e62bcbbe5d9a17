#include "job/shown_image.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(Tone, OfPicturesIsThatOfTheirFilesAndOfOthersInk) {
  ImageOptions image;
  EXPECT_EQ(tone_of(Dataset::kFolder, image), Tone::kLight);
  EXPECT_EQ(tone_of(Dataset::kList, image), Tone::kLight);
  for (const Dataset dataset : {Dataset::kMnist, Dataset::kIdx, Dataset::kNpy})
    EXPECT_EQ(tone_of(dataset, image), Tone::kInk);
  image.invert = true;
  EXPECT_EQ(tone_of(Dataset::kFolder, image), Tone::kNegative);
  EXPECT_EQ(tone_of(Dataset::kList, image), Tone::kNegative);
  EXPECT_EQ(tone_of(Dataset::kMnist, image), Tone::kInk);
}

TEST(ShownImage, OfInkIsTheImage) {
  for (const std::int64_t channels : {1, 3}) {
    const at::Tensor image = at::rand({channels, 2, 4});
    EXPECT_TRUE(shown_image(image, Tone::kInk).is_same(image));
  }
}

TEST(ShownImage, OfAGreyPhotographIsLightWhereItIsLight) {
  const at::Tensor grey = at::rand({1, 2, 4});
  EXPECT_TRUE(shown_image(grey, Tone::kLight).equal(grey.expand({3, 2, 4})));
  const at::Tensor color = at::rand({3, 2, 4});
  EXPECT_TRUE(shown_image(color, Tone::kLight).equal(color));
}

TEST(ShownImage, OfAnInvertedPhotographIsWhatItWas) {
  const at::Tensor grey = at::rand({1, 2, 4});
  EXPECT_TRUE(shown_image(grey, Tone::kNegative).equal((1 - grey).expand({3, 2, 4})));
  const at::Tensor color = at::rand({3, 2, 4});
  EXPECT_TRUE(shown_image(color, Tone::kNegative).equal(1 - color));
}

}  // namespace
}  // namespace codegrid
