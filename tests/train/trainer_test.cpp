#include "train/trainer.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/fixtures.hpp"
#include "train/small_job.hpp"

namespace codegrid {
namespace {

TEST(Train, LowersTheLossAndRecordsEveryEpoch) {
  SmallJob job = quick();
  job.run();
  const auto& epochs = job.result.epochs;
  ASSERT_EQ(epochs.size(), 12U);
  EXPECT_LT(epochs.back().val_loss, 0.6 * epochs.front().val_loss);
  for (std::size_t i = 0; i < epochs.size(); ++i)
    EXPECT_EQ(epochs[i].epoch, static_cast<std::int64_t>(i) + 1);
  EXPECT_EQ(job.result.stopped_by, StopReason::kEpochs);
}

TEST(Train, SameSeedGivesTheSameBits) {
  SmallJob a = quick();
  SmallJob b = quick();
  SmallJob other = quick();
  a.run(3);
  b.run(3);
  other.run(4);
  for (std::size_t i = 0; i < a.result.last.size(); ++i)
    EXPECT_TRUE(torch::equal(a.result.last[i], b.result.last[i]));
  EXPECT_FALSE(torch::equal(a.result.last[0], other.result.last[0]));
  EXPECT_EQ(a.result.epochs.back().train_loss, b.result.epochs.back().train_loss);
}

TEST(Train, ValidationLossIsTheMeanOverPixelsWhateverTheBatchSize) {
  SmallJob job = quick();
  job.run();
  const at::Tensor images = kScale.apply(stripes(24));
  const torch::NoGradGuard no_grad;
  const double expected =
      torch::binary_cross_entropy(job.model->decode(job.model->encode(images)), images)
          .item<double>();
  for (const std::int64_t batch : {1, 5, 24, 100}) {
    EXPECT_NEAR(evaluate(job.model, Batches(stripes(24), kScale, batch, at::kCPU), kLoss), expected,
                1e-6);
  }
  EXPECT_NEAR(job.result.epochs.back().val_loss, expected, 1e-6);
}

TEST(Train, StopsEarlyAndEndsWithTheLastWeightsOrTheBest) {
  for (const bool restore : {false, true}) {
    SmallJob job = quick();
    job.options.epochs = 400;
    job.options.optimizer.learning_rate = 0.5;  // too large: the loss rises again soon
    job.options.early_stopping.patience = 3;
    job.options.early_stopping.restore_best = restore;
    job.run();
    EXPECT_EQ(job.result.stopped_by, StopReason::kEarlyStopping);
    const auto epochs = static_cast<std::int64_t>(job.result.epochs.size());
    EXPECT_EQ(job.result.best_epoch, epochs - 3);
    const Weights now = copy_weights(job.model);
    EXPECT_TRUE(torch::equal(now[0], restore ? job.result.best[0] : job.result.last[0]));
    EXPECT_EQ(job.result.ends_with, restore ? job.result.best_epoch : epochs);
    EXPECT_FALSE(torch::equal(job.result.best[0], job.result.last[0]));
  }
}

TEST(Train, GivesBatchNormNoBatchOfOneImage) {
  for (const bool batch_norm : {true, false}) {
    SmallJob job = quick();
    job.options.epochs = 1;
    job.options.batch_size = 19;  // of 96 images: one is left
    job.shape.kind = ModelKind::kConvolutional;
    job.shape.convolutional.channels = {4};
    job.shape.convolutional.batch_norm = batch_norm;
    std::vector<std::int64_t> seen;
    job.listener.on_batch = [&](std::int64_t, std::int64_t images) {
      seen.push_back(images);
      return BatchAction::kContinue;
    };
    job.run();
    std::vector<std::int64_t> expected{19, 38, 57, 76, 96};
    if (!batch_norm) expected = {19, 38, 57, 76, 95, 96};
    EXPECT_EQ(seen, expected);
  }
}

TEST(Train, TellsItsListenerOfEveryBatchAndEpoch) {
  SmallJob job = quick();
  job.run();
  Batches training(stripes(50), kScale, 20, at::kCPU);
  job.options.epochs = 2;
  std::vector<std::int64_t> seen;
  std::vector<std::int64_t> epochs;
  Trainer trainer(job.model, training, training, kLoss, job.options,
                  make_generator(1, Purpose::kShuffle));
  trainer.run({[&](std::int64_t, std::int64_t images) {
                 seen.push_back(images);
                 return BatchAction::kContinue;
               },
               [&](const EpochRecord& record) { epochs.push_back(record.epoch); },
               {}});
  EXPECT_EQ(seen, (std::vector<std::int64_t>{20, 40, 50, 20, 40, 50}));
  EXPECT_EQ(epochs, (std::vector<std::int64_t>{1, 2}));
}

TEST(Train, AConvolutionalModelLearnsAndEndsInEvalMode) {
  SmallJob job = quick();
  job.shape = convolutional().shape;
  job.options.epochs = 30;
  job.run();
  EXPECT_LT(job.result.epochs.back().val_loss, 0.8 * job.result.epochs.front().val_loss);
  EXPECT_FALSE(job.model->is_training());
  const double again = evaluate(job.model, Batches(stripes(24), kScale, 7, at::kCPU), kLoss);
  EXPECT_NEAR(job.result.epochs.back().val_loss, again, 1e-6);
}

TEST(Train, LearnsOfAugmentedImagesAndIsValidatedOnCleanOnes) {
  SmallJob clean = quick();
  clean.run();
  SmallJob augmented = quick();
  augmented.augmentation = kSomeAugmentation;
  augmented.run();
  const auto& epochs = augmented.result.epochs;
  EXPECT_LT(epochs.back().val_loss, 0.9 * epochs.front().val_loss);
  EXPECT_NE(epochs.back().val_loss, clean.result.epochs.back().val_loss);
  const double again = evaluate(augmented.model, Batches(stripes(24), kScale, 7, at::kCPU), kLoss);
  EXPECT_NEAR(epochs.back().val_loss, again, 1e-6);
}

TEST(Train, AnAugmentationThatChangesNothingIsNone) {
  SmallJob clean = quick();
  SmallJob job = quick();
  TrainingState state;
  job.listener.on_checkpoint = [&](const TrainingState& live) { state = copy_of(live); };
  job.augmentation = {.outside = Outside::kEdge};
  job.options.reconstruct = Reconstruct::kClean;
  clean.run();
  job.run();
  EXPECT_TRUE(torch::equal(job.result.last[0], clean.result.last[0]));
  EXPECT_FALSE(state.tensors.contains("augmentation"));
}

// Of images that are all cut out, what was there can only come from the targets.
TEST(Train, ReconstructsTheAugmentedOrTheCleanImages) {
  const auto mean_output = [](Reconstruct reconstruct) {
    SmallJob job = quick();
    job.options.epochs = 60;
    job.options.optimizer.learning_rate = 0.05;
    job.options.early_stopping.monitor = Monitor::kNone;
    job.options.reconstruct = reconstruct;
    job.augmentation = {.cutout = 1};
    job.run();
    const torch::NoGradGuard no_grad;
    return job.model->decode(job.model->encode(at::zeros({1, 1, 6, 6}))).mean().item<double>();
  };
  EXPECT_NEAR(mean_output(Reconstruct::kClean), 1.0 / 6, 0.03) << "one stripe of six is bright";
  EXPECT_LT(mean_output(Reconstruct::kAugmented), 0.05);
}

TEST(Train, FollowsTheScheduleFromStepToStep) {
  SmallJob still = quick();
  still.options.epochs = 1;
  still.options.schedule = {ScheduleKind::kConstant, /*warmup=*/1, 0.3};
  SmallJob moving = quick();
  moving.options.epochs = 1;
  still.run();
  moving.run();
  EXPECT_GT(still.result.epochs[0].train_loss, moving.result.epochs[0].train_loss);
}

TEST(Train, ReachesNearlyTheSameLossInBfloat16WithFloat32Weights) {
  SmallJob exact = quick();
  SmallJob rounded = quick();
  rounded.options.precision = Precision::kBfloat16;
  TrainingState state;
  rounded.listener.on_checkpoint = [&](const TrainingState& live) { state = copy_of(live); };
  exact.run();
  rounded.run();
  const double expected = exact.result.epochs.back().val_loss;
  EXPECT_NE(rounded.result.epochs.back().val_loss, expected);
  EXPECT_NEAR(rounded.result.epochs.back().val_loss, expected, 0.02 * expected);
  for (const auto& [name, tensor] : state.tensors)
    EXPECT_NE(tensor.scalar_type(), at::kBFloat16) << name;
}

TEST(Train, StopsAfterTheBatchAtWhichItsListenerAsksFor) {
  SmallJob job = quick();
  int batches = 0;
  TrainingState at_stop;
  job.listener.on_batch = [&](std::int64_t, std::int64_t) {
    return ++batches == 8 ? BatchAction::kStop : BatchAction::kContinue;
  };
  job.listener.on_checkpoint = [&](const TrainingState& state) { at_stop = copy_of(state); };
  job.run();
  EXPECT_EQ(job.result.stopped_by, StopReason::kRequest);
  EXPECT_EQ(job.result.epochs.size(), 1U);
  EXPECT_EQ(at_stop.batch, 3);
  EXPECT_TRUE(torch::equal(at_stop.tensors.at("weights.decoder.dense0.weight"),
                           job.model->named_parameters()["decoder.dense0.weight"]));
}

// The epochs that were finished at each checkpoint.
std::vector<std::int64_t> checkpoints_of(SmallJob& job) {
  std::vector<std::int64_t> epochs;
  job.listener.on_checkpoint = [&](const TrainingState& state) {
    EXPECT_EQ(state.batch, 0);
    epochs.push_back(std::ssize(state.epochs));
  };
  job.run();
  return epochs;
}

TEST(Train, MakesACheckpointOfEverySoManyEpochsAndOfTheLast) {
  SmallJob job = quick();
  job.options.checkpoint_epochs = 5;
  EXPECT_EQ(checkpoints_of(job), (std::vector<std::int64_t>{5, 10, 12}));
  job.options.checkpoint_epochs = 6;
  EXPECT_EQ(checkpoints_of(job), (std::vector<std::int64_t>{6, 12}));
  SmallJob early = with_a_best_epoch();
  early.options.checkpoint_epochs = 1000;
  const std::vector<std::int64_t> at_the_end = checkpoints_of(early);
  EXPECT_EQ(at_the_end, std::vector<std::int64_t>{std::ssize(early.result.epochs)});
}

TEST(Train, ACheckpointOutsideTheIntervalHoldsTheBestWeightsToo) {
  SmallJob job = with_a_best_epoch();
  job.options.checkpoint_epochs = 1000;
  TrainingState last;
  job.listener.on_checkpoint = [&](const TrainingState& state) { last = copy_of(state); };
  job.run();
  const std::string name = "decoder.dense0.weight";
  EXPECT_FALSE(torch::equal(last.tensors.at("best." + name), last.tensors.at("weights." + name)));
}

TEST(Train, WeightsThatAreNotFiniteStopItByName) {
  SmallJob job = quick();
  job.options.epochs = 2;
  job.listener.on_batch = [&](std::int64_t, std::int64_t images) {
    const torch::NoGradGuard no_grad;
    // Behind a code that is never active, so that no loss shows it.
    if (images == 96) job.model->named_parameters()["encoder.dense0.bias"][0] = -INFINITY;
    return BatchAction::kContinue;
  };
  const Error error = error_of([&] { job.run(); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_EQ(
      std::string(error.what()),
      "epoch 1: the weights encoder.dense0.bias are no finite numbers any more; try a smaller "
      "training.optimizer.learning_rate");
}

TEST(Train, ALossThatIsNotFiniteStopsItWithAdvice) {
  SmallJob job = quick();
  job.options.optimizer.learning_rate = 1e30;
  const Error error = error_of([&] { job.run(); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  const std::string text = error.what();
  EXPECT_NE(text.find("the training loss is no finite number any more"), std::string::npos);
  EXPECT_NE(text.find("try a smaller training.optimizer.learning_rate"), std::string::npos);
}

}  // namespace
}  // namespace codegrid
