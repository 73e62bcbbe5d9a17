#include "job/code_pictures.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "job/cluster_fixtures.hpp"
#include "model/families.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

Autoencoder variational_model(const Shape& image_shape) {
  ModelOptions options;
  options.code = 4;
  options.code_activation = Activation::kLinear;
  Autoencoder model(variational(make_architecture(image_shape, options)),
                    make_generator(1, Purpose::kWeights), make_generator(1, Purpose::kDropout));
  model->eval();
  return model;
}

at::Generator random(std::uint64_t seed = 1) { return make_generator(seed, Purpose::kPictures); }

std::string samples(const Shape& shape, Tone tone = Tone::kInk, std::uint64_t seed = 1) {
  Autoencoder model = variational_model(shape);
  return draw_samples(model, tone, at::kCPU, random(seed));
}

std::string interpolations(const at::Tensor& images, Tone tone = Tone::kInk) {
  Autoencoder model = variational_model(images.sizes().slice(1).vec());
  const ImageSet set{images, {}};
  return draw_interpolations(model, {set, "test", PixelScale{0, 255}, tone}, at::kCPU, random());
}

at::Tensor some_images(std::int64_t count, std::int64_t channels = 1) {
  return at::randint(0, 256, {count, channels, 20, 16}, make_generator(1, Purpose::kGraph),
                     at::TensorOptions(at::kByte));
}

PngSize size_of(const std::string& png) {
  const TemporaryFolder folder;
  return png_size(folder.write("p.png", png));
}

TEST(Samples, AreTenRowsOfTenImages) {
  const PngSize size = size_of(samples({1, 42, 42}));
  EXPECT_GE(size.width, 10 * 84);
  EXPECT_GE(size.height, 10 * 84);
  EXPECT_LT(size.width, 12 * 84);
}

TEST(Samples, AreDrawnByTheirGeneratorInTheirTone) {
  EXPECT_EQ(samples({1, 8, 8}), samples({1, 8, 8}));
  EXPECT_NE(samples({1, 8, 8}), samples({1, 8, 8}, Tone::kInk, 2));
  EXPECT_NE(samples({1, 8, 8}), samples({1, 8, 8}, Tone::kLight));
}

TEST(Interpolations, AreOfPairsOfTestImagesInARowEach) {
  const PngSize one = size_of(interpolations(some_images(2)));
  EXPECT_GE(one.width, 11 * 64) << "two originals and nine between them";
  EXPECT_EQ(size_of(interpolations(some_images(3))).height, one.height);
  const PngSize eight = size_of(interpolations(some_images(16)));
  EXPECT_EQ((eight.height - one.height) % 7, 0);
  EXPECT_GE((eight.height - one.height) / 7, 80);
  EXPECT_EQ(size_of(interpolations(some_images(60))).height, eight.height);
}

TEST(Interpolations, AreTheSameEachTimeAndInTheirTone) {
  const at::Tensor images = some_images(6, 3);
  EXPECT_EQ(interpolations(images, Tone::kLight), interpolations(images, Tone::kLight));
  EXPECT_NE(interpolations(images, Tone::kLight), interpolations(images, Tone::kNegative));
}

TEST(Interpolations, AreBetweenTwoImagesAtLeast) {
  EXPECT_THROW(interpolations(some_images(1)), c10::Error);
}

}  // namespace
}  // namespace codegrid
