#include "data/augmenter.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr AugmentationSettings kEverything{.rotation = 20,
                                           .shift = 0.1,
                                           .scale = 0.2,
                                           .shear = 0.2,
                                           .elastic = 0.05,
                                           .mirror = true,
                                           .crop = 0.2,
                                           .brightness = 0.2,
                                           .contrast = 0.3,
                                           .noise = 0.05,
                                           .cutout = 0.2};

// Each setting alone.
const std::vector<AugmentationSettings> kEach{
    {.rotation = 20},  {.shift = 0.1},   {.scale = 0.2}, {.shear = 0.2},
    {.elastic = 0.1},  {.mirror = true}, {.crop = 0.3},  {.brightness = 0.2},
    {.contrast = 0.3}, {.noise = 0.05},  {.cutout = 0.2}};

Augmenter augmenter_of(const AugmentationSettings& settings, std::uint64_t seed = 1) {
  return {settings, make_generator(seed, Purpose::kAugmentation)};
}

at::Tensor random_values(at::IntArrayRef sizes) {
  return at::rand(sizes, make_generator(1, Purpose::kPictures), at::kFloat);
}

// `count` of them, with a soft dot at a place in pixels from the middle.
at::Tensor dots(std::int64_t count, std::int64_t height, std::int64_t width, double x, double y) {
  const at::Tensor across =
      at::arange(width, at::kFloat) - (static_cast<double>(width - 1) / 2 + x);
  const at::Tensor down =
      at::arange(height, at::kFloat) - (static_cast<double>(height - 1) / 2 + y);
  const at::Tensor squares = across.square() + down.square().unsqueeze(1);
  return at::exp(squares.div(-4)).expand({count, 1, height, width}).contiguous();
}

struct Places {
  std::vector<double> x;  // from the middle, in pixels
  std::vector<double> y;
};

// Where each image's values have their centre.
Places centres(const at::Tensor& images) {
  const std::int64_t height = images.size(2);
  const std::int64_t width = images.size(3);
  const at::Tensor across = at::arange(width, at::kFloat) - static_cast<double>(width - 1) / 2;
  const at::Tensor down = at::arange(height, at::kFloat) - static_cast<double>(height - 1) / 2;
  Places places;
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    const at::Tensor image = images[i][0];
    const double sum = image.sum().item<double>();
    places.x.push_back((image * across).sum().item<double>() / sum);
    places.y.push_back((image * down.unsqueeze(1)).sum().item<double>() / sum);
  }
  return places;
}

double least(const std::vector<double>& values) { return *std::ranges::min_element(values); }
double greatest(const std::vector<double>& values) { return *std::ranges::max_element(values); }

// The values lie in [-most, most], and come near to both ends.
void expect_to_fill(const std::vector<double>& values, double most, double tolerance) {
  EXPECT_NEAR(least(values), -most, tolerance);
  EXPECT_NEAR(greatest(values), most, tolerance);
}

TEST(Augmenter, OfNoSettingsGivesTheImagesBackAndDrawsNothing) {
  const at::Tensor images = random_values({4, 3, 6, 5});
  Augmenter nothing = augmenter_of({});
  const at::Tensor before = nothing.generator().get_state();
  const at::Tensor found = nothing(images);
  EXPECT_TRUE(at::equal(found, images));
  EXPECT_NE(found.const_data_ptr<float>(), images.const_data_ptr<float>()) << "a new tensor";
  EXPECT_TRUE(at::equal(nothing.generator().get_state(), before));
}

TEST(Augmenter, ChangesEachImageInItsOwnWayAndStaysInItsRange) {
  const at::Tensor image = random_values({1, 3, 9, 12});
  for (std::size_t i = 0; i < kEach.size(); ++i) {
    const at::Tensor images = image.expand({20, -1, -1, -1});
    const at::Tensor found = augmenter_of(kEach[i])(images);
    EXPECT_EQ(found.sizes(), images.sizes());
    EXPECT_TRUE(found.is_contiguous());
    EXPECT_GE(found.min().item<float>(), 0) << i;
    EXPECT_LE(found.max().item<float>(), 1) << i;
    EXPECT_FALSE(at::allclose(found, images, 1e-3, 1e-3)) << i;
    EXPECT_GT(found.std(0, /*unbiased=*/false).max().item<float>(), 1e-3F) << i;
  }
}

TEST(Augmenter, AtItsMostStaysInTheRange) {
  const at::Tensor found = augmenter_of(kMostAugmentation)(random_values({200, 1, 8, 8}));
  EXPECT_GE(found.min().item<float>(), 0);
  EXPECT_LE(found.max().item<float>(), 1);
  EXPECT_TRUE(found.isfinite().all().item<bool>());
}

TEST(Augmenter, TheStateOfItsGeneratorDecides) {
  const at::Tensor images = random_values({10, 1, 8, 8});
  Augmenter one = augmenter_of(kEverything);
  const at::Tensor state = one.generator().get_state();
  const at::Tensor first = one(images);
  EXPECT_FALSE(at::equal(one(images), first)) << "drawn anew";
  one.generator().set_state(state);
  EXPECT_TRUE(at::equal(one(images), first));
  EXPECT_TRUE(at::equal(augmenter_of(kEverything)(images), first));
  EXPECT_FALSE(at::equal(augmenter_of(kEverything, 2)(images), first));
}

TEST(Augmenter, GivesTheSameBitsForAnyNumberOfThreads) {
  // Many small images, and one that threads would share.
  for (const at::Tensor& images :
       {random_values({301, 1, 28, 28}), random_values({1, 3, 301, 299})}) {
    const auto with = [&](int threads) {
      const ThreadsFor these(threads);
      return augmenter_of(kEverything)(images);
    };
    const at::Tensor one = with(1);
    for (const int threads : {2, 3, 7}) EXPECT_TRUE(at::equal(with(threads), one)) << threads;
  }
}

TEST(Augmenter, ShiftsBothWaysByItsShareOfEachSide) {
  const Places found = centres(augmenter_of({.shift = 0.1})(dots(400, 40, 60, 0, 0)));
  expect_to_fill(found.x, 6, 0.2);
  expect_to_fill(found.y, 4, 0.2);
}

TEST(Augmenter, TurnsBothWaysByItsDegreesWhateverTheShape) {
  for (const auto& [height, width] : {std::pair{41, 41}, std::pair{41, 81}, std::pair{81, 41}}) {
    const Places found = centres(augmenter_of({.rotation = 30})(dots(400, height, width, 12, 0)));
    std::vector<double> degrees;
    for (std::size_t i = 0; i < found.x.size(); ++i) {
      EXPECT_NEAR(std::hypot(found.x[i], found.y[i]), 12, 0.1) << "of a circle";
      degrees.push_back(std::atan2(found.y[i], found.x[i]) * 180 / std::numbers::pi);
    }
    expect_to_fill(degrees, 30, 1);
  }
}

TEST(Augmenter, ScalesWidthAndHeightApart) {
  const Places found = centres(augmenter_of({.scale = 0.2})(dots(400, 61, 81, 20, 15)));
  std::vector<double> wider;
  std::vector<double> higher;
  bool apart = false;
  for (std::size_t i = 0; i < found.x.size(); ++i) {
    wider.push_back(found.x[i] / 20 - 1);
    higher.push_back(found.y[i] / 15 - 1);
    apart = apart || std::abs(wider[i] - higher[i]) > 0.2;
  }
  expect_to_fill(wider, 0.2, 0.02);
  expect_to_fill(higher, 0.2, 0.02);
  EXPECT_TRUE(apart);
}

TEST(Augmenter, SlantsByItsWaySidewaysForEachStepDown) {
  const Places found = centres(augmenter_of({.shear = 0.5})(dots(400, 61, 41, 0, 20)));
  for (const double y : found.y) EXPECT_NEAR(y, 20, 0.1);
  expect_to_fill(found.x, 10, 0.3);
}

TEST(Augmenter, BendsByItsShareOfHalfTheSide) {
  // Where the dot is, the field is one number of it, or nearly: around it are others.
  const Places found = centres(augmenter_of({.elastic = 0.05})(dots(500, 81, 81, 0, 0)));
  double squares = 0;
  for (const double x : found.x) squares += x * x;
  EXPECT_NEAR(std::sqrt(squares / 500), 0.05 * 81 / 2, 0.4);
}

TEST(Augmenter, MirrorsHalfOfTheImages) {
  const at::Tensor images = random_values({200, 2, 5, 8});
  const at::Tensor found = augmenter_of({.mirror = true})(images);
  const auto distances_to = [&](const at::Tensor& expected) {
    return (found - expected).abs().amax(at::IntArrayRef{1, 2, 3});
  };
  const at::Tensor kept = distances_to(images).lt(1e-5);
  const at::Tensor mirrored = distances_to(images.flip(3)).lt(1e-5);
  EXPECT_TRUE(kept.logical_xor(mirrored).all().item<bool>());
  EXPECT_NEAR(static_cast<double>(kept.sum().item<std::int64_t>()), 100, 30);
}

TEST(Augmenter, CropsByItsShareOfTheAreaAndFillsTheImageWithTheRest) {
  const at::Tensor ones = at::ones({100, 1, 12, 12}, at::kFloat);
  EXPECT_TRUE(at::allclose(augmenter_of({.crop = 0.9})(ones), ones)) << "nothing from outside";
  // A dot so far from the middle that it is seen only where the crop has it.
  const Places found = centres(augmenter_of({.crop = 0.5})(dots(400, 81, 81, 10, 0)));
  const double widest = 1 / std::sqrt(0.5);
  EXPECT_LE(greatest(found.x), widest * (10 + 40.5 * (1 - 1 / widest)) + 0.1);
  EXPECT_GT(greatest(found.x), 22);
  EXPECT_LT(least(found.x), 3);
}

TEST(Augmenter, TakesZerosOrTheEdgeFromOutside) {
  const at::Tensor ones = at::ones({50, 1, 12, 12}, at::kFloat);
  for (std::size_t i = 0; i < 5; ++i) {  // those that reach outside
    AugmentationSettings settings = kEach[i];
    ASSERT_TRUE(settings.reaches_outside());
    EXPECT_LT(augmenter_of(settings)(ones).min().item<float>(), 0.9F) << i;
    settings.outside = Outside::kEdge;
    EXPECT_TRUE(at::allclose(augmenter_of(settings)(ones), ones)) << i;
  }
}

TEST(Augmenter, LightensDarkensAndStretchesEachImageAsAWhole) {
  const at::Tensor grey = at::full({300, 3, 4, 4}, 0.5, at::kFloat);
  const at::Tensor lit = augmenter_of({.brightness = 0.2})(grey).flatten(1);
  EXPECT_TRUE(at::equal(lit.amax(1), lit.amin(1)));
  EXPECT_NEAR(lit.min().item<double>(), 0.3, 0.01);
  EXPECT_NEAR(lit.max().item<double>(), 0.7, 0.01);

  at::Tensor halves = grey.clone();
  halves.slice(3, 0, 2).fill_(0.25);
  halves.slice(3, 2, 4).fill_(0.75);
  const at::Tensor stretched = augmenter_of({.contrast = 0.4})(halves).flatten(1);
  EXPECT_TRUE(at::allclose(stretched.mean(1), grey.flatten(1).mean(1)));
  const at::Tensor ranges = stretched.amax(1) - stretched.amin(1);
  EXPECT_NEAR(ranges.min().item<double>(), 0.3, 0.01);
  EXPECT_NEAR(ranges.max().item<double>(), 0.7, 0.01);
}

TEST(Augmenter, AddsNoiseOfItsStandardDeviation) {
  const at::Tensor grey = at::full({100, 1, 20, 20}, 0.5, at::kFloat);
  const at::Tensor noise = augmenter_of({.noise = 0.1})(grey) - grey;
  EXPECT_NEAR(noise.std().item<double>(), 0.1, 0.002);
  EXPECT_NEAR(noise.mean().item<double>(), 0, 0.002);
}

TEST(Augmenter, CutsASquareOutOfEachImageAtAnotherPlace) {
  const at::Tensor found = augmenter_of({.cutout = 0.25})(at::ones({200, 2, 12, 12}, at::kFloat));
  EXPECT_TRUE(found.sum(at::IntArrayRef{1, 2, 3}).eq(2 * (144 - 9)).all().item<bool>());
  EXPECT_GT(found.mean(0).max().item<float>(), found.mean(0).min().item<float>());
  for (const std::int64_t corner : {0, 11})
    EXPECT_LT(found.mean(0)[0][corner][corner].item<float>(), 1) << "reaches the corners";
}

TEST(Augmenter, OneSettingMoreLeavesTheOthersWhatTheyWere) {
  const at::Tensor images = dots(20, 40, 40, 0, 0);
  const Places alone = centres(augmenter_of({.shift = 0.1})(images));
  const Places turned = centres(augmenter_of({.rotation = 90, .shift = 0.1})(images));
  for (std::size_t i = 0; i < alone.x.size(); ++i) {  // the dot is in the middle
    EXPECT_NEAR(turned.x[i], alone.x[i], 0.05);
    EXPECT_NEAR(turned.y[i], alone.y[i], 0.05);
  }
}

TEST(Augmenter, TakesImagesHoweverTheyLieAndNoneAtAll) {
  const at::Tensor images = random_values({6, 3, 8, 7});
  const at::Tensor expected = augmenter_of(kEverything)(images);
  const at::Tensor last = images.contiguous(at::MemoryFormat::ChannelsLast);
  EXPECT_TRUE(at::equal(augmenter_of(kEverything)(last), expected));
  EXPECT_TRUE(augmenter_of(kEverything)(last).is_contiguous());
  EXPECT_EQ(augmenter_of(kEverything)(images.slice(0, 0, 0)).size(0), 0);
}

TEST(Augmenter, LeavesWhatItIsGivenAsItWas) {
  const at::Tensor images = random_values({6, 3, 8, 7});
  const at::Tensor before = images.clone();
  augmenter_of(kEverything)(images);
  AugmentationSettings still = kEverything;
  still.rotation = still.shift = still.scale = still.shear = still.elastic = still.crop = 0;
  still.mirror = false;
  augmenter_of(still)(images);
  EXPECT_TRUE(at::equal(images, before));
}

TEST(Augmenter, WantsFloatImages) {
  EXPECT_THROW(augmenter_of(kEverything)(at::zeros({2, 3, 4}, at::kFloat)), c10::Error);
  EXPECT_THROW(augmenter_of(kEverything)(at::zeros({2, 1, 3, 4}, at::kByte)), c10::Error);
}

}  // namespace
}  // namespace codegrid
