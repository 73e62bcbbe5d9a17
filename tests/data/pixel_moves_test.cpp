#include "data/pixel_moves.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <vector>

#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

at::Tensor some_images(std::int64_t count = 3, std::int64_t height = 7, std::int64_t width = 4) {
  return at::rand({count, 2, height, width}, make_generator(1, Purpose::kPictures), at::kFloat);
}

// The same of every image.
PixelMoves all_moved(std::int64_t count, const std::vector<float>& affine) {
  return {at::tensor(affine, at::kFloat).view({1, 2, 3}).repeat({count, 1, 1})};
}

const std::vector<float> kStill{0, 1, 0, 0, 0, 1};

at::Tensor some_field(std::int64_t count) {
  return at::randn({count, 2, 5, 5}, make_generator(2, Purpose::kPictures), at::kFloat).mul_(0.1);
}

void expect_images(const at::Tensor& found, const at::Tensor& expected) {
  ASSERT_EQ(found.sizes(), expected.sizes());
  EXPECT_TRUE(found.is_contiguous());
  EXPECT_LE((found - expected).abs().max().item<float>(), 1e-5F);
}

TEST(PixelMoves, ToWhereTheyAreGiveTheImagesBack) {
  for (const Outside outside : {Outside::kZeros, Outside::kEdge})
    expect_images(move_pixels(some_images(), all_moved(3, kStill), outside), some_images());
}

TEST(PixelMoves, ByAWholePixelShiftTheImages) {
  const at::Tensor images = some_images();
  const PixelMoves from_the_right = all_moved(3, {2.0F / 4, 1, 0, 0, 0, 1});
  at::Tensor expected = at::zeros_like(images);
  expected.slice(3, 0, 3).copy_(images.slice(3, 1, 4));
  expect_images(move_pixels(images, from_the_right, Outside::kZeros), expected);
  expected.select(3, 3).copy_(images.select(3, 3));
  expect_images(move_pixels(images, from_the_right, Outside::kEdge), expected);

  const PixelMoves from_two_above = all_moved(3, {0, 1, 0, -4.0F / 7, 0, 1});
  expected.zero_().slice(2, 2, 7).copy_(images.slice(2, 0, 5));
  expect_images(move_pixels(images, from_two_above, Outside::kZeros), expected);
}

TEST(PixelMoves, ToTheOtherSideMirrorTheImagesAndTwiceGivesThemBack) {
  const PixelMoves mirrored = all_moved(3, {0, -1, 0, 0, 0, 1});
  const at::Tensor once = move_pixels(some_images(), mirrored, Outside::kZeros);
  expect_images(once, some_images().flip(3));
  expect_images(move_pixels(once, mirrored, Outside::kZeros), some_images());
}

TEST(PixelMoves, AQuarterAroundTurnASquareImage) {
  const at::Tensor images = some_images(2, 6, 6);
  expect_images(move_pixels(images, all_moved(2, {0, 0, 1, 0, -1, 0}), Outside::kZeros),
                at::rot90(images, -1, {2, 3}));
}

TEST(PixelMoves, BetweenTwoPixelsGiveTheirMean) {
  const at::Tensor images = some_images();
  const at::Tensor found =
      move_pixels(images, all_moved(3, {1.0F / 4, 1, 0, 0, 0, 1}), Outside::kEdge);
  expect_images(found.slice(3, 0, 3).contiguous(),
                (images.slice(3, 0, 3) + images.slice(3, 1, 4)) / 2);
}

TEST(PixelMoves, AFieldOfZerosMovesNothing) {
  PixelMoves moves = all_moved(3, {0.1F, 0.9F, 0.2F, -0.1F, -0.2F, 1.1F});
  const at::Tensor without = move_pixels(some_images(), moves, Outside::kZeros);
  moves.field = at::zeros({3, 2, 5, 5}, at::kFloat);
  EXPECT_TRUE(at::equal(move_pixels(some_images(), moves, Outside::kZeros), without));
}

TEST(PixelMoves, AFieldOfOneNumberIsAShift) {
  PixelMoves moves = all_moved(3, kStill);
  moves.field = at::zeros({3, 2, 5, 5}, at::kFloat);
  moves.field.select(1, 0).fill_(0.5);
  moves.field.select(1, 1).fill_(-0.25);
  expect_images(
      move_pixels(some_images(), moves, Outside::kZeros),
      move_pixels(some_images(), all_moved(3, {0.5F, 1, 0, -0.25F, 0, 1}), Outside::kZeros));
}

TEST(SamplingGrid, SpreadsItsFieldByBicubicInterpolation) {
  PixelMoves moves = all_moved(3, {0, 0, 0, 0, 0, 0});
  moves.field = some_field(3);
  for (const std::int64_t height : {1, 5, 28, 33}) {
    const at::Tensor expected =
        at::upsample_bicubic2d(moves.field, {height, 11}, /*align_corners=*/false);
    const at::Tensor found = sampling_grid(moves, height, 11);
    EXPECT_TRUE(at::allclose(found, expected.permute({0, 2, 3, 1}), 1e-5, 1e-6)) << height;
  }
}

TEST(SamplingGrid, IsTheSameInAtensOwnOperations) {
  PixelMoves moves = all_moved(4, {0.1F, 0.9F, 0.2F, -0.1F, -0.2F, 1.1F});
  EXPECT_TRUE(at::allclose(sampling_grid_on(at::kCPU, moves, 9, 6), sampling_grid(moves, 9, 6),
                           1e-5, 1e-6));
  moves.field = some_field(4);
  EXPECT_TRUE(at::allclose(sampling_grid_on(at::kCPU, moves, 9, 6), sampling_grid(moves, 9, 6),
                           1e-5, 1e-6));
}

TEST(SamplingGrid, HasTheSameBitsForAnyNumberOfThreads) {
  PixelMoves moves = all_moved(67, {0.1F, 0.9F, 0.2F, -0.1F, -0.2F, 1.1F});
  moves.field = some_field(67);
  const auto with = [&](int threads) {
    const ThreadsFor these(threads);
    return sampling_grid(moves, 28, 28);
  };
  const at::Tensor one = with(1);
  for (const int threads : {2, 3, 7}) EXPECT_TRUE(at::equal(with(threads), one)) << threads;
}

}  // namespace
}  // namespace codegrid
