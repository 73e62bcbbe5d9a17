#include "train/trainer.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

constexpr PixelScale kScale{0, 255};
const ReconstructionLoss kLoss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);

// Stripes, either way up: something that a small code can learn.
at::Tensor stripes(std::int64_t count) {
  at::Tensor images = torch::zeros({count, 1, 6, 6}, at::kByte);
  for (std::int64_t i = 0; i < count; ++i) images[i][0].select(i % 2, i % 6).fill_(255);
  return images;
}

ModelOptions small_shape() {
  ModelOptions shape;
  shape.code = 8;
  return shape;
}

struct SmallJob {
  TrainingOptions options;
  ModelOptions shape = small_shape();
  Autoencoder model = nullptr;
  TrainingResult result{};
  TrainingListener listener{};
  const TrainingState* from = nullptr;

  void run(std::uint64_t seed = 1) {
    model = Autoencoder(Shape{1, 6, 6}, shape, make_generator(seed, Purpose::kWeights),
                        make_generator(seed, Purpose::kDropout));
    Batches training(stripes(96), kScale, options.batch_size, at::kCPU);
    const Batches validation(stripes(24), kScale, options.batch_size, at::kCPU);
    Trainer trainer(model, training, validation, kLoss, options,
                    make_generator(seed, Purpose::kShuffle));
    if (from != nullptr) trainer.restore(*from);
    result = trainer.run(listener);
  }
};

SmallJob quick() {
  SmallJob job;
  job.options.epochs = 12;
  job.options.batch_size = 20;
  job.options.optimizer.learning_rate = 0.01;
  return job;
}

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
    EXPECT_FALSE(torch::equal(job.result.best[0], job.result.last[0]));
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

// A copy that later steps do not change.
TrainingState copy_of(const TrainingState& live) {
  TrainingState copy = live;
  for (auto& [name, tensor] : copy.tensors) tensor = tensor.clone();
  return copy;
}

void expect_same_end(const SmallJob& whole, const SmallJob& resumed, const std::string& where) {
  ASSERT_EQ(resumed.result.epochs.size(), whole.result.epochs.size()) << where;
  for (std::size_t i = 0; i < whole.result.epochs.size(); ++i) {
    EXPECT_EQ(resumed.result.epochs[i].train_loss, whole.result.epochs[i].train_loss) << where;
    EXPECT_EQ(resumed.result.epochs[i].val_loss, whole.result.epochs[i].val_loss) << where;
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
    resumed.from = &state;
    resumed.run(99);  // other first weights and another generator: all comes from the state
    expect_same_end(
        whole, resumed,
        "epoch " + std::to_string(state.epochs.size()) + " batch " + std::to_string(state.batch));
  }
  return whole.result;
}

SmallJob with_a_best_epoch() {
  SmallJob job = quick();
  job.options.epochs = 400;
  job.options.optimizer.learning_rate = 0.5;  // too large: the loss rises again soon
  job.options.early_stopping.patience = 3;
  return job;
}

SmallJob convolutional() {
  SmallJob job = with_a_best_epoch();
  job.shape.kind = ModelKind::kConvolutional;
  job.shape.convolutional = {{3, 4}, 3, Downsampling::kPool, /*batch_norm=*/true, /*dropout=*/0.3};
  return job;
}

// So that the best epoch is not the last, and its weights are looked at too.
void expect_early_stop(const TrainingResult& result) {
  EXPECT_EQ(result.stopped_by, StopReason::kEarlyStopping);
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

TEST(Train, GoesOnFromAnyBatchOfAConvolutionalModelToTheSameBits) {
  expect_early_stop(expect_to_go_on_from_any_batch(convolutional()));
}

TEST(Train, GoesOnFromAnyBatchWithEveryOptimizerAndScheduleToTheSameBits) {
  for (const OptimizerKind optimizer : {OptimizerKind::kAdamW, OptimizerKind::kSgd}) {
    for (const ScheduleKind schedule : {ScheduleKind::kCosine, ScheduleKind::kOneCycle}) {
      SmallJob job = with_a_best_epoch();
      job.options.epochs = 20;
      job.options.early_stopping.patience = 1;
      job.options.optimizer.name = optimizer;
      job.options.optimizer.learning_rate = optimizer == OptimizerKind::kSgd ? 300 : 0.5;
      job.options.schedule = {schedule, 0.1, 0.3};
      expect_to_go_on_from_any_batch(job);
    }
  }
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
  damaged = state;
  damaged.batch = 6;
  EXPECT_EQ(refusal(damaged), "the checkpoint is at batch 6 of 5");
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
