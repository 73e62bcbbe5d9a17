#include "job/training_pictures.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "job/cluster_fixtures.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

std::string reconstructions(const at::Tensor& images, Tone tone = Tone::kInk) {
  ModelOptions options;
  options.code = 4;
  Autoencoder model(images.sizes().slice(1).vec(), options, make_generator(1, Purpose::kWeights));
  model->eval();
  const ImageSet set{images, {}};
  return draw_reconstructions(model, {set, "test", PixelScale{0, 255}, tone}, at::kCPU,
                              make_generator(1, Purpose::kPictures));
}

PngSize size_of(const at::Tensor& images) {
  const TemporaryFolder folder;
  return png_size(folder.write("r.png", reconstructions(images)));
}

TEST(Reconstructions, AreAsLargeAsTheirImagesUpTo256Pixels) {
  const auto height = [](std::int64_t side) {
    return size_of(at::zeros({2, 3, side, side}, at::kByte)).height;
  };
  EXPECT_EQ(height(42), height(84)) << "small ones are enlarged";
  EXPECT_EQ(height(128) - height(100), 3 * 28) << "three rows of them";
  EXPECT_EQ(height(256), height(300));
}

TEST(Reconstructions, OfGreyPhotographsAreNoNegatives) {
  const at::Tensor white = at::full({1, 1, 64, 64}, 255, at::kByte);
  EXPECT_NE(reconstructions(white, Tone::kLight), reconstructions(white, Tone::kInk));
  EXPECT_NE(reconstructions(white, Tone::kLight), reconstructions(white, Tone::kNegative));
}

std::string augmentations(const AugmentationSettings& settings, const at::Tensor& images,
                          Tone tone = Tone::kInk) {
  return draw_augmentations(settings, ImageSet{images, {}}, PixelScale{0, 255}, tone,
                            make_generator(1, Purpose::kPictures));
}

TEST(Augmentations, AreDrawnOfEightImagesOrAllInARowEach) {
  const TemporaryFolder folder;
  const auto size = [&](std::int64_t images) {
    return png_size(folder.write(
        "a.png", augmentations({.shift = 0.1}, at::zeros({images, 1, 42, 42}, at::kByte))));
  };
  const PngSize one = size(1);
  const PngSize eight = size(8);
  EXPECT_GE(one.width, 10 * 84) << "as it is, and nine times";
  EXPECT_GE((eight.height - one.height) / 7, 84);
  EXPECT_EQ((eight.height - one.height) % 7, 0);
  EXPECT_EQ(size(20).height, eight.height);
}

TEST(Augmentations, AreThoseOfTheirSettingsAndTheSameEachTime) {
  const at::Tensor images = at::randint(0, 256, {9, 3, 20, 16}, make_generator(1, Purpose::kGraph),
                                        at::TensorOptions(at::kByte));
  const std::string shifted = augmentations({.shift = 0.1}, images, Tone::kLight);
  EXPECT_EQ(augmentations({.shift = 0.1}, images, Tone::kLight), shifted);
  EXPECT_NE(augmentations({.shift = 0.2}, images, Tone::kLight), shifted);
  EXPECT_NE(augmentations({.shift = 0.1}, images, Tone::kNegative), shifted);
}

TEST(LossChart, IsDrawnOfAnyEpochs) {
  EpochRecord epoch;
  epoch.epoch = 1;
  epoch.train_loss = 0.5;
  epoch.val_loss = 0.6;
  EXPECT_TRUE(draw_losses({epoch}, "mean squared error").starts_with("\x89PNG"));
}

}  // namespace
}  // namespace codegrid
