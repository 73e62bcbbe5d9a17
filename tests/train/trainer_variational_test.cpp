#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <string>

#include "support/fixtures.hpp"
#include "train/small_job.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

SmallJob of_distributions() {
  SmallJob job = quick();
  job.options.objective.kind = ObjectiveKind::kVariational;
  job.shape.code_activation = Activation::kLinear;
  return job;
}

TEST(TrainOfDistributions, LowersItsLossAndRecordsItsParts) {
  for (const bool is_convolutional : {false, true}) {
    SmallJob job = of_distributions();
    if (is_convolutional) job.shape.kind = ModelKind::kConvolutional;
    job.shape.convolutional.channels = {16};
    job.run();
    const EpochRecord& first = job.result.epochs.front();
    const EpochRecord& last = job.result.epochs.back();
    EXPECT_LT(last.val_loss, 0.9 * first.val_loss);
    ASSERT_TRUE(last.train_parts && last.val_parts);
    EXPECT_LT(last.val_parts->reconstruction, first.val_parts->reconstruction);
    EXPECT_GT(last.val_parts->kl, 0.1) << "codes that tell nothing";
    for (const EpochRecord& epoch : job.result.epochs) {
      EXPECT_NEAR(epoch.train_loss, epoch.train_parts->reconstruction + epoch.train_parts->kl / 36,
                  1e-6);
      EXPECT_NEAR(epoch.val_loss, epoch.val_parts->reconstruction + epoch.val_parts->kl / 36, 1e-6);
    }
  }
}

TEST(TrainOfDistributions, ALargerBetaMakesCodesTellLess) {
  const auto kl_with = [](double beta) {
    SmallJob job = of_distributions();
    job.options.objective.beta = beta;
    job.options.epochs = 6;
    job.run();
    return job.result.epochs.back().val_parts->kl;
  };
  EXPECT_LT(2 * kl_with(10), kl_with(0.01));
}

TEST(TrainOfDistributions, IsValidatedByTheSameCodesInEachEpoch) {
  SmallJob job = of_distributions();
  job.options.epochs = 3;
  job.options.optimizer.learning_rate = 1e-12;  // which moves no float32 weight of note
  job.run();
  const auto& epochs = job.result.epochs;
  EXPECT_NEAR(epochs[1].val_loss, epochs[0].val_loss, 1e-6);
  EXPECT_NEAR(epochs[2].val_loss, epochs[0].val_loss, 1e-6);
  EXPECT_GT(std::abs(epochs[1].train_loss - epochs[0].train_loss), 1e-6) << "other codes";
}

TEST(TrainOfDistributions, ThatRunAwayEndsInAnError) {
  SmallJob job = of_distributions();
  job.options.optimizer.learning_rate = 1e30;
  const std::string text = error_of([&] { job.run(); }).what();
  EXPECT_NE(text.find("no finite number"), std::string::npos) << text;
}

TEST(TrainOfDistributions, HoldsItsNoiseInCheckpointsAndOthersDoNot) {
  for (const bool is_variational : {true, false}) {
    SmallJob job = is_variational ? of_distributions() : quick();
    job.options.epochs = 1;
    TrainingState state;
    job.listener.on_checkpoint = [&](const TrainingState& live) { state = copy_of(live); };
    job.run();
    EXPECT_EQ(state.tensors.contains("noise"), is_variational);
    EXPECT_EQ(state.tensors.contains("loss_parts"), is_variational);
  }
}

}  // namespace
}  // namespace codegrid
