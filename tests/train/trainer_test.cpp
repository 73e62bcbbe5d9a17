#include "train/trainer.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/digest.hpp"
#include "support/fixtures.hpp"
#include "tensor/random.hpp"
#include "train/checkpoint.hpp"

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

struct SmallJob {
  TrainingOptions options;
  Autoencoder model = nullptr;
  TrainingResult result{};

  void run(std::uint64_t seed = 1) {
    ModelOptions shape;
    shape.code = 8;
    model = Autoencoder(std::vector<std::int64_t>{1, 6, 6}, shape,
                        make_generator(seed, Purpose::kWeights));
    Batches training(stripes(96), kScale, options.batch_size, at::kCPU);
    const Batches validation(stripes(24), kScale, options.batch_size, at::kCPU);
    result = train(model, training, validation, kLoss, options,
                   make_generator(seed, Purpose::kShuffle), {});
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
      torch::binary_cross_entropy(job.model->forward(images), images).item<double>();
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
  train(job.model, training, training, kLoss, job.options, make_generator(1, Purpose::kShuffle),
        {[&](std::int64_t, std::int64_t images) { seen.push_back(images); },
         [&](const EpochRecord& record) { epochs.push_back(record.epoch); }});
  EXPECT_EQ(seen, (std::vector<std::int64_t>{20, 40, 50, 20, 40, 50}));
  EXPECT_EQ(epochs, (std::vector<std::int64_t>{1, 2}));
}

TEST(Train, ALossThatIsNotFiniteStopsItWithAdvice) {
  SmallJob job = quick();
  job.options.optimizer.learning_rate = 1e30;
  const Error error = error_of([&] { job.run(); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  const std::string text = error.what();
  EXPECT_NE(text.find("the loss is no finite number any more"), std::string::npos);
  EXPECT_NE(text.find("try a smaller training.optimizer.learning_rate"), std::string::npos);
}

TEST(Checkpoints, HoldLastAndBestWeightsAndProveTheirBytes) {
  SmallJob job = quick();
  job.run();
  const TemporaryFolder folder;
  const Weights before = copy_weights(job.model);
  write_checkpoints(folder.path(), job.model, job.result);
  EXPECT_TRUE(torch::equal(copy_weights(job.model)[0], before[0]));
  const auto manifest = nlohmann::json::parse(slurp(folder.path() / "manifest.json"));
  EXPECT_EQ(manifest["format_version"], 1);
  for (const char* name : {"last.pt", "best.pt"}) {
    const std::string bytes = slurp(folder.path() / name);
    EXPECT_EQ(manifest["files"][name]["sha256"], sha256_hex(bytes));
    EXPECT_EQ(manifest["files"][name]["bytes"], bytes.size());
    std::istringstream stream(bytes);
    torch::load(job.model, stream);
    const Weights& expected = std::string(name) == "last.pt" ? job.result.last : job.result.best;
    EXPECT_TRUE(torch::equal(copy_weights(job.model)[0], expected[0]));
  }
}

}  // namespace
}  // namespace codegrid
