#include "data/batches.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <vector>

#include "data/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

// Image i of `count` is full of i.
at::Tensor numbered_images(std::int64_t count) {
  return at::arange(count, at::kByte).view({count, 1, 1, 1}).expand({count, 1, 2, 3}).contiguous();
}

at::Tensor all_of(const Batches& batches) {
  std::vector<at::Tensor> parts;
  for (std::int64_t i = 0; i < batches.count(); ++i) parts.push_back(batches.at(i));
  return at::cat(parts);
}

at::Tensor numbers_of(const at::Tensor& images) {
  return images.mul(255).round().to(at::kLong).flatten(1).select(1, 0);
}

TEST(Batches, LastOneHoldsTheRest) {
  const Batches batches(numbered_images(10), {}, 4, at::kCPU);
  EXPECT_EQ(batches.images(), 10);
  ASSERT_EQ(batches.count(), 3);
  EXPECT_EQ(batches.at(0).sizes(), (std::vector<std::int64_t>{4, 1, 2, 3}));
  EXPECT_EQ(batches.at(2).sizes(), (std::vector<std::int64_t>{2, 1, 2, 3}));
  EXPECT_EQ(batches.at(0).scalar_type(), at::kFloat);
  EXPECT_EQ(Batches(numbered_images(8), {}, 4, at::kCPU).count(), 2);
  EXPECT_EQ(Batches(numbered_images(3), {}, 4, at::kCPU).count(), 1);
}

TEST(Batches, KeepTheImagesOrderUntilShuffled) {
  const Batches batches(numbered_images(10), {}, 4, at::kCPU);
  EXPECT_TRUE(numbers_of(all_of(batches)).equal(at::arange(10, at::kLong)));
}

TEST(Batches, VisitEachImageOnceInTheGeneratorsOrder) {
  Batches batches(numbered_images(200), {}, 7, at::kCPU);
  batches.shuffle(make_generator(5, Purpose::kShuffle));
  const at::Tensor order = numbers_of(all_of(batches));
  EXPECT_TRUE(order.equal(at::randperm(200, make_generator(5, Purpose::kShuffle), at::kLong)));
  EXPECT_TRUE(std::get<0>(order.sort()).equal(at::arange(200, at::kLong)));
}

TEST(Batches, SameSeedGivesTheSameOrderAndEachEpochANewOne) {
  Batches one(numbered_images(200), {}, 50, at::kCPU);
  Batches two(numbered_images(200), {}, 50, at::kCPU);
  at::Generator for_one = make_generator(5, Purpose::kShuffle);
  at::Generator for_two = make_generator(5, Purpose::kShuffle);
  at::Tensor before;
  for (int epoch = 0; epoch < 3; ++epoch) {
    one.shuffle(for_one);
    two.shuffle(for_two);
    const at::Tensor now = all_of(one);
    EXPECT_TRUE(now.equal(all_of(two)));
    EXPECT_FALSE(before.defined() && now.equal(before));
    before = now;
  }
}

TEST(Batches, OnePassEqualsStepByStep) {
  // Large enough for several threads.
  const at::Tensor images = at::randint(
      0, 256, {500, 3, 11, 7}, make_generator(1, Purpose::kPictures), at::TensorOptions(at::kByte));
  const PixelScale scale{3, 250};
  Batches batches(images, scale, 300, at::kCPU);
  batches.shuffle(make_generator(2, Purpose::kShuffle));
  const at::Tensor order = at::randperm(500, make_generator(2, Purpose::kShuffle), at::kLong);
  const at::Tensor expected =
      images.index_select(0, order).to(at::kFloat).sub(3).div(247).clamp(0, 1);
  EXPECT_TRUE(all_of(batches).equal(expected));
}

TEST(Batches, EachBatchIsATensorOfItsOwn) {
  const Batches batches(numbered_images(10), {}, 5, at::kCPU);
  const at::Tensor first = batches.at(0);
  batches.at(1).zero_();
  batches.at(0).zero_();
  EXPECT_TRUE(numbers_of(first).equal(at::arange(5, at::kLong)));
}

TEST(Batches, ImagesNeedNotBeContiguous) {
  const at::Tensor images = numbered_images(10).slice(0, 0, 10, 2).transpose(2, 3);
  Batches batches(images, {}, 2, at::kCPU);
  EXPECT_TRUE(all_of(batches).equal(images.to(at::kFloat).div(255)));
}

TEST(Batches, OtherThanImagesIsOurOwnMistake) {
  EXPECT_THROW(Batches(at::zeros({2, 3}, at::kByte), {}, 1, at::kCPU), c10::Error);
  EXPECT_THROW(Batches(at::zeros({1, 1, 1, 1}), {}, 1, at::kCPU), c10::Error);
  EXPECT_THROW(Batches(numbered_images(2), {}, 0, at::kCPU), c10::Error);
  EXPECT_THROW(Batches(numbered_images(2), {}, 1, at::kCPU).at(2), c10::Error);
}

}  // namespace
}  // namespace codegrid
