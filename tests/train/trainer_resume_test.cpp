#include <gtest/gtest.h>
#include <torch/torch.h>

#include <optional>
#include <string>
#include <vector>

#include "support/fixtures.hpp"
#include "train/small_job.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

void expect_same_parts(const std::optional<LossParts>& found,
                       const std::optional<LossParts>& expected) {
  ASSERT_EQ(found.has_value(), expected.has_value());
  if (!found) return;
  EXPECT_EQ(found->reconstruction, expected->reconstruction);
  EXPECT_EQ(found->kl, expected->kl);
}

void expect_same_end(const SmallJob& whole, const SmallJob& resumed, const std::string& where) {
  ASSERT_EQ(resumed.result.epochs.size(), whole.result.epochs.size()) << where;
  for (std::size_t i = 0; i < whole.result.epochs.size(); ++i) {
    EXPECT_EQ(resumed.result.epochs[i].train_loss, whole.result.epochs[i].train_loss) << where;
    EXPECT_EQ(resumed.result.epochs[i].val_loss, whole.result.epochs[i].val_loss) << where;
    expect_same_parts(resumed.result.epochs[i].train_parts, whole.result.epochs[i].train_parts);
    expect_same_parts(resumed.result.epochs[i].val_parts, whole.result.epochs[i].val_parts);
    EXPECT_EQ(resumed.result.epochs[i].best, whole.result.epochs[i].best) << where;
  }
  EXPECT_EQ(resumed.result.best_epoch, whole.result.best_epoch) << where;
  EXPECT_EQ(resumed.result.stopped_by, whole.result.stopped_by) << where;
  for (std::size_t i = 0; i < whole.result.last.size(); ++i) {
    EXPECT_TRUE(torch::equal(resumed.result.last[i], whole.result.last[i])) << where;
    EXPECT_TRUE(torch::equal(resumed.result.best[i], whole.result.best[i])) << where;
  }
}

TrainingResult expect_to_go_on_from_any_batch(SmallJob whole) {
  std::vector<TrainingState> states;
  whole.listener.on_batch = [](std::int64_t, std::int64_t) { return BatchAction::kCheckpoint; };
  whole.listener.on_checkpoint = [&](const TrainingState& state) {
    states.push_back(copy_of(state));
  };
  whole.run();
  EXPECT_EQ(states.size(), whole.result.epochs.size() * 6);  // five batches and the epoch's end
  for (const TrainingState& state : states) {
    SmallJob resumed{whole.options, whole.shape};
    resumed.augmentation = whole.augmentation;
    resumed.from = &state;
    resumed.run(99);  // other first weights and another generator: all comes from the state
    expect_same_end(
        whole, resumed,
        "epoch " + std::to_string(state.epochs.size()) + " batch " + std::to_string(state.batch));
  }
  return whole.result;
}

// So that there are states before the best epoch and after it, and its weights are looked at too.
// As a run goes on from each of its batches, its epochs cost by their square.
void expect_early_stop(const TrainingResult& result) {
  EXPECT_EQ(result.stopped_by, StopReason::kEarlyStopping);
  EXPECT_GT(result.best_epoch, 1);
  EXPECT_LT(result.best_epoch, std::ssize(result.epochs));
}

TEST(Train, GoesOnFromAnyBatchToTheSameBits) {
  expect_early_stop(expect_to_go_on_from_any_batch(with_a_best_epoch()));
}

TEST(Train, GoesOnFromAnyBatchToTheSameBitsInBfloat16) {
  SmallJob job = with_a_best_epoch();
  job.options.precision = Precision::kBfloat16;
  expect_early_stop(expect_to_go_on_from_any_batch(job));
}

TEST(Train, GoesOnFromAnyBatchOfAConvolutionalModelInBfloat16ToTheSameBits) {
  SmallJob job = convolutional();
  job.options.epochs = 6;
  job.options.precision = Precision::kBfloat16;
  expect_to_go_on_from_any_batch(job);
}

TEST(Train, GoesOnFromAnyBatchOfAConvolutionalModelToTheSameBits) {
  expect_early_stop(expect_to_go_on_from_any_batch(convolutional()));
}

// Two epochs: what more of them would find is seen after each batch.
TEST(Train, GoesOnFromAnyBatchOfAugmentedImagesToTheSameBits) {
  for (SmallJob job : {quick(), convolutional()}) {
    for (const Precision precision : {Precision::kFloat32, Precision::kBfloat16}) {
      job.options.epochs = 2;
      job.options.precision = precision;
      job.options.reconstruct =
          precision == Precision::kFloat32 ? Reconstruct::kAugmented : Reconstruct::kClean;
      job.augmentation = kSomeAugmentation;
      expect_to_go_on_from_any_batch(job);
    }
  }
}

TEST(Train, GoesOnFromAnyBatchOfAnObjectiveOfTwoViewsToTheSameBits) {
  for (SmallJob job : {quick(), convolutional()}) {
    for (const ObjectiveKind kind : {ObjectiveKind::kContrastive, ObjectiveKind::kCombined}) {
      job.options.epochs = 3;
      job.options.precision =
          kind == ObjectiveKind::kContrastive ? Precision::kBfloat16 : Precision::kFloat32;
      job.options.objective.kind = kind;
      job.augmentation = kSomeAugmentation;
      expect_to_go_on_from_any_batch(job);
    }
  }
}

TEST(Train, GoesOnFromAnyBatchOfAVariationalModelToTheSameBits) {
  SmallJob dense = quick();
  SmallJob rounded = convolutional();
  rounded.options.precision = Precision::kBfloat16;
  rounded.augmentation = kSomeAugmentation;
  dense.options.epochs = 2;
  rounded.options.epochs = 1;
  for (SmallJob job : {dense, rounded}) {
    job.options.objective.kind = ObjectiveKind::kVariational;
    job.shape.code_activation = Activation::kLinear;
    const TrainingResult result = expect_to_go_on_from_any_batch(job);
    EXPECT_TRUE(result.epochs.back().train_parts.has_value());
  }
}

TEST(Train, GoesOnFromAnyBatchWithEveryOptimizerAndScheduleToTheSameBits) {
  for (const OptimizerKind optimizer : {OptimizerKind::kAdamW, OptimizerKind::kSgd}) {
    for (const ScheduleKind schedule : {ScheduleKind::kCosine, ScheduleKind::kOneCycle}) {
      SmallJob job = with_a_best_epoch();
      job.options.epochs = 20;
      job.options.early_stopping.patience = 1;
      job.options.early_stopping.min_delta = 0;
      job.options.optimizer.name = optimizer;
      job.options.optimizer.learning_rate = optimizer == OptimizerKind::kSgd ? 300 : 0.5;
      job.options.schedule = {schedule, 0.1, 0.3};
      expect_to_go_on_from_any_batch(job);
    }
  }
}

// It is asked twice an epoch: between the two batches of the validation, and after that.
TEST(Train, GoesOnFromAStopWithinAValidationOrAfterItToTheSameBits) {
  for (SmallJob whole : {with_a_best_epoch(), convolutional()}) {
    whole.run();
    for (const int stop : {1, 2, 3, 4}) {
      SmallJob stopped{whole.options, whole.shape};
      stopped.options.checkpoint_epochs = 3;
      int asked = 0;
      TrainingState state;
      stopped.listener.wants_stop = [&] { return ++asked == stop; };
      stopped.listener.on_checkpoint = [&](const TrainingState& live) { state = copy_of(live); };
      stopped.run();
      EXPECT_EQ(stopped.result.stopped_by, StopReason::kRequest);
      EXPECT_EQ(std::ssize(state.epochs), stop / 2);
      EXPECT_EQ(state.batch, stop % 2 == 1 ? 5 : 0) << "all of the epoch's, or none of the next's";
      SmallJob resumed{whole.options, whole.shape};
      resumed.from = &state;
      resumed.run(99);
      expect_same_end(whole, resumed, "stop " + std::to_string(stop));
    }
  }
}

TEST(Train, IsNotStoppedOnceItsLastEpochIsDone) {
  SmallJob job = quick();
  job.options.epochs = 1;
  int asked = 0;
  job.listener.wants_stop = [&] { return ++asked > 1; };
  job.run();
  EXPECT_EQ(job.result.stopped_by, StopReason::kEpochs);
}

TEST(Train, RefusesAStateOfAnotherModel) {
  SmallJob job = quick();
  TrainingState state;
  job.listener.on_checkpoint = [&](const TrainingState& live) { state = copy_of(live); };
  job.run();
  const auto refusal = [&](const TrainingState& from) {
    SmallJob other = quick();
    other.from = &from;
    return std::string(error_of([&] { other.run(); }).what());
  };
  TrainingState damaged = state;
  damaged.tensors.erase("shuffle");
  EXPECT_EQ(refusal(damaged), "the checkpoint's tensor \"shuffle\" is missing or of another shape");
  damaged = state;
  damaged.tensors["loss_sum"] = torch::zeros({2}, at::kDouble);
  EXPECT_EQ(refusal(damaged),
            "the checkpoint's tensor \"loss_sum\" is missing or of another shape");
  SmallJob augmented = quick();
  augmented.augmentation = kSomeAugmentation;
  augmented.from = &state;
  EXPECT_EQ(std::string(error_of([&] { augmented.run(); }).what()),
            "the checkpoint's tensor \"augmentation\" is missing or of another shape");
  damaged = state;
  damaged.batch = 6;
  EXPECT_EQ(refusal(damaged), "the checkpoint is at batch 6 of 5");
}

}  // namespace
}  // namespace codegrid
