#include "data/value_changes.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

at::Tensor random_pixels(at::IntArrayRef sizes) {
  return at::rand(sizes, make_generator(1, Purpose::kPictures), at::kFloat);
}

TEST(ImageMeans, AreOverAllChannels) {
  const at::Tensor images = random_pixels({5, 3, 4, 6});
  EXPECT_TRUE(at::allclose(image_means(images), images.mean(at::IntArrayRef{1, 2, 3})));
}

TEST(ImageMeans, HaveTheSameBitsForAnyNumberOfThreads) {
  // One large image, whose pixels LibTorch would share among threads, and many small ones.
  for (const at::Tensor& images :
       {random_pixels({1, 3, 300, 300}), random_pixels({500, 1, 28, 28})}) {
    const auto with = [&](int threads) {
      const ThreadsFor these(threads);
      return image_means(images);
    };
    EXPECT_TRUE(at::equal(with(1), with(2)));
    EXPECT_TRUE(at::equal(with(1), with(5)));
  }
}

TEST(ChangeTones, StretchesAboutTheMeanAndThenAdds) {
  const at::Tensor before = random_pixels({3, 2, 4, 5});
  at::Tensor images = before.clone();
  const at::Tensor contrast = at::tensor({0.5F, 1.0F, 1.5F}, at::kFloat);
  const at::Tensor brightness = at::tensor({0.25F, 0.0F, -0.25F}, at::kFloat);
  change_tones(images, contrast, brightness);
  for (std::int64_t i = 0; i < 3; ++i) {
    const at::Tensor mean = before[i].mean();
    const at::Tensor expected = mean + contrast[i] * (before[i] - mean) + brightness[i];
    EXPECT_TRUE(at::allclose(images[i], expected, 1e-5, 1e-6)) << i;
  }
}

TEST(CutOut, SetsARectangleToZeroInAllChannelsWhereItIsTold) {
  at::Tensor images = at::ones({3, 2, 8, 12}, at::kFloat);
  cut_out(images, 0.5, at::tensor({0.0F, 0.0F, 1.0F, 1.0F, 0.5F, 0.0F}, at::kFloat).view({3, 2}));
  at::Tensor expected = at::ones_like(images);
  expected[0].slice(1, 0, 4).slice(2, 0, 6).zero_();
  expected[1].slice(1, 4, 8).slice(2, 6, 12).zero_();
  expected[2].slice(1, 0, 4).slice(2, 3, 9).zero_();
  EXPECT_TRUE(at::equal(images, expected));
}

TEST(CutOut, TakesAtLeastAPixelAndAtMostTheImage) {
  at::Tensor images = at::ones({1, 1, 8, 8}, at::kFloat);
  cut_out(images, 0.01, at::tensor({0.3F, 0.9F}, at::kFloat).view({1, 2}));
  EXPECT_EQ(images.sum().item<float>(), 63);
  cut_out(images, 1, at::tensor({0.3F, 0.9F}, at::kFloat).view({1, 2}));
  EXPECT_EQ(images.sum().item<float>(), 0);
}

}  // namespace
}  // namespace codegrid
