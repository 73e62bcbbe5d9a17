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

TEST(LossChart, IsDrawnOfAnyEpochs) {
  EpochRecord epoch;
  epoch.epoch = 1;
  epoch.train_loss = 0.5;
  epoch.val_loss = 0.6;
  EXPECT_TRUE(draw_losses({epoch}, LossKind::kMeanSquaredError).starts_with("\x89PNG"));
}

}  // namespace
}  // namespace codegrid
