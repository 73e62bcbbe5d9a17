#include <gtest/gtest.h>

#include "train/small_job.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

TEST(Train, OfAveragedWeightsIsValidatedOnThemAndEndsWithThem) {
  SmallJob job = quick();
  Autoencoder model(Shape{1, 6, 6}, job.shape, make_generator(1, Purpose::kWeights));
  Batches training(stripes(96), kScale, job.options.batch_size, at::kCPU);
  const Batches validation(stripes(24), kScale, job.options.batch_size, at::kCPU);
  Trainer trainer(model, training, validation, kLoss, job.options,
                  make_generator(1, Purpose::kShuffle));
  trainer.average_weights(0.9);
  const TrainingResult result = trainer.run({});
  EXPECT_FALSE(copy_weights(model)[0].equal(result.last[0]));
  EXPECT_NEAR(evaluate(model, validation, kLoss), result.epochs.back().val_loss, 1e-6);
  job.run();  // the steps themselves are those without an average
  for (std::size_t i = 0; i < result.last.size(); ++i)
    EXPECT_TRUE(result.last[i].equal(job.result.last[i]));
  EXPECT_EQ(result.epochs.back().train_loss, job.result.epochs.back().train_loss);
}

}  // namespace
}  // namespace codegrid
