#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "train/nt_xent.hpp"
#include "train/small_job.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

SmallJob of_two_views(ObjectiveKind kind) {
  SmallJob job = quick();
  job.options.objective.kind = kind;
  job.shape.code_activation = Activation::kLinear;
  job.augmentation = {.noise = 0.3};
  return job;
}

// Six stripes among twenty images: those that are alike are never told apart.
TEST(TrainOfTwoViews, LearnsToTellImagesApart) {
  for (const ObjectiveKind kind : {ObjectiveKind::kContrastive, ObjectiveKind::kCombined}) {
    SmallJob job = of_two_views(kind);
    job.run();
    const auto& epochs = job.result.epochs;
    EXPECT_LT(epochs.back().val_loss, 0.95 * epochs.front().val_loss);
    EXPECT_LT(epochs.back().train_loss, 0.9 * epochs.front().train_loss);
    EXPECT_EQ(job.model->has_decoder(), kind == ObjectiveKind::kCombined);
  }
}

// Of 20 images each, one batch before the last.
TEST(TrainOfTwoViews, HasLossesOfAnImage) {
  SmallJob job = of_two_views(ObjectiveKind::kContrastive);
  job.options.epochs = 1;
  job.options.optimizer.learning_rate = 1e-12;
  job.augmentation = {.noise = 1e-12};
  job.run();
  Batches validation(stripes(24), kScale, 24, at::kCPU);
  at::Tensor images = torch::empty({24, 36});
  validation.copy(0, 24, images);
  const auto sum = [&](std::int64_t first, std::int64_t last) {
    const torch::NoGradGuard no_grad;
    const at::Tensor codes = job.model->encode(images.slice(0, first, last));
    return nt_xent(at::cat({codes, codes}), 0.2).item<double>();
  };
  const double expected = (sum(0, 20) + sum(20, 24)) / 24;
  EXPECT_NEAR(job.result.epochs[0].val_loss, expected, 1e-4 * expected);
}

TEST(TrainOfTwoViews, IsValidatedOnTheSameOnesInEachEpoch) {
  SmallJob job = of_two_views(ObjectiveKind::kContrastive);
  job.options.epochs = 3;
  job.options.optimizer.learning_rate = 1e-12;  // which moves no float32 weight of note
  job.run();
  const auto& epochs = job.result.epochs;
  EXPECT_NEAR(epochs[1].val_loss, epochs[0].val_loss, 1e-6);
  EXPECT_NEAR(epochs[2].val_loss, epochs[0].val_loss, 1e-6);
  EXPECT_GT(std::abs(epochs[1].train_loss - epochs[0].train_loss), 1e-6) << "other views";
}

TEST(TrainOfTwoViews, ALastImageIsNotAlone) {
  SmallJob job = of_two_views(ObjectiveKind::kContrastive);
  job.run();
  Batches training(stripes(41), kScale, 20, at::kCPU);
  EXPECT_EQ(training.count(), 3);
  const Trainer trainer(job.model, training, training, kLoss, job.options,
                        make_generator(1, Purpose::kShuffle),
                        Augmenter(job.augmentation, make_generator(1, Purpose::kAugmentation)));
  EXPECT_EQ(training.count(), 2);
}

TEST(TrainOfTwoViews, WantsAnAugmentation) {
  SmallJob job = of_two_views(ObjectiveKind::kContrastive);
  job.augmentation = {};
  EXPECT_THROW(job.run(), c10::Error);
}

}  // namespace
}  // namespace codegrid
