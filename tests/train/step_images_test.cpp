#include "train/step_images.hpp"

#include <ATen/Functions.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "tensor/random.hpp"

namespace codegrid {
namespace {

TEST(StepImages, OfABatchAreItsImagesInTheirOrderCopied) {
  Batches batches(at::randint(0, 256, {10, 1, 2, 3}, make_generator(1, Purpose::kPictures),
                              at::TensorOptions(at::kByte)),
                  {}, 4, at::kCPU);
  batches.shuffle(make_generator(1, Purpose::kShuffle));
  at::Tensor expected = at::empty({2, 6});
  batches.copy(5, 7, expected);
  const StepImages images(batches, 1);
  EXPECT_EQ(images.count(), 4);
  EXPECT_EQ(StepImages(batches, 2).count(), 2);
  const at::Tensor room = at::empty({2, 6});
  const auto [inputs, targets] = images.rows(1, 3, room);
  EXPECT_TRUE(at::equal(room, expected));
  EXPECT_TRUE(inputs.is_same(room));
  EXPECT_TRUE(targets.is_same(room));
}

TEST(StepImages, ThatAreThereAreGivenWhereTheyLie) {
  const at::Tensor to_see = at::rand({5, 3, 2, 2});
  const at::Tensor to_give = at::rand({5, 12});
  const StepImages images(to_see, to_give);
  EXPECT_EQ(images.count(), 5);
  const auto [inputs, targets] = images.rows(2, 5, {});
  EXPECT_EQ(inputs.sizes(), (std::vector<std::int64_t>{3, 12}));
  EXPECT_EQ(inputs.const_data_ptr<float>(), to_see.const_data_ptr<float>() + 2 * 12);
  EXPECT_EQ(targets.const_data_ptr<float>(), to_give.const_data_ptr<float>() + 2 * 12);
}

TEST(StepImages, TellWhichOfTheSetTheyAreWhereThatIsKnown) {
  const ImageSet set{at::zeros({10, 1, 2, 3}, at::kByte), {}, at::tensor({1, 4, 9}, at::kLong)};
  const Batches batches(set, {}, 2, at::kCPU);
  EXPECT_TRUE(StepImages(batches, 0).numbers().equal(at::tensor({1, 4}, at::kLong)));
  const at::Tensor images = at::rand({2, 6});
  EXPECT_FALSE(StepImages(images, images).numbers().defined());
  const at::Tensor numbers = at::tensor({7, 3}, at::kLong);
  EXPECT_TRUE(StepImages(images, images, numbers).numbers().equal(numbers));
}

TEST(StepImages, AreOfOneSizeAndAsManyAsAreAskedFor) {
  EXPECT_THROW(StepImages(at::rand({5, 12}), at::rand({5, 11})), c10::Error);
  EXPECT_THROW(StepImages(at::rand({5, 12}), at::rand({12, 5}).t()), c10::Error);
  EXPECT_THROW(StepImages(at::rand({5, 12}), at::rand({5, 12}, at::kDouble)), c10::Error);
  const StepImages images(at::rand({5, 12}), at::rand({5, 12}));
  EXPECT_THROW(images.rows(3, 6, {}), c10::Error);
}

TEST(StepRoom, TakesAllImagesOfAStepIntoRoomThatItKeeps) {
  const Batches batches(at::randint(0, 256, {10, 1, 2, 3}, make_generator(1, Purpose::kPictures),
                                    at::TensorOptions(at::kByte)),
                        {}, 4, at::kCPU);
  StepRoom room({1, 2, 3}, at::kCPU);
  const at::Tensor first = room.all_of({batches, 0}).inputs;
  at::Tensor expected = at::empty({4, 6});
  batches.copy(0, 4, expected);
  EXPECT_TRUE(at::equal(first, expected));
  const at::Tensor last = room.all_of({batches, 2}).inputs;
  EXPECT_EQ(last.sizes(), (std::vector<std::int64_t>{2, 6}));
  EXPECT_EQ(last.const_data_ptr<float>(), first.const_data_ptr<float>());
  const at::Tensor there = at::rand({5, 1, 2, 3});
  EXPECT_EQ(room.all_of({there, there}).inputs.const_data_ptr<float>(),
            there.const_data_ptr<float>());
}

}  // namespace
}  // namespace codegrid
