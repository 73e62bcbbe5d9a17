#include "job/loss_words.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"

namespace codegrid {
namespace {

TrainingOptions training_of(LossKind loss, ObjectiveKind objective) {
  TrainingOptions training;
  training.loss = loss;
  training.objective.kind = objective;
  return training;
}

TEST(LossWords, OfAReconstructionAreThoseOfItsLoss) {
  const auto name = [](LossKind loss) {
    return loss_words(training_of(loss, ObjectiveKind::kReconstruction)).name;
  };
  EXPECT_EQ(name(LossKind::kBinaryCrossEntropy), "cross-entropy");
  EXPECT_EQ(name(LossKind::kMeanSquaredError), "mean squared error");
  EXPECT_EQ(name(LossKind::kMeanAbsoluteError), "mean absolute error");
  EXPECT_EQ(name(LossKind::kHuber), "Huber loss");
}

TEST(LossWords, OfOtherObjectivesAreTheirOwn) {
  const LossKind squares = LossKind::kMeanSquaredError;
  const LossWords contrastive = loss_words(training_of(squares, ObjectiveKind::kContrastive));
  EXPECT_EQ(contrastive.name, "contrastive loss");
  EXPECT_EQ(contrastive.axis, "contrastive loss (NT-Xent)");
  TrainingOptions both = training_of(squares, ObjectiveKind::kCombined);
  both.objective.weight = 0.25;
  TrainingOptions beta = training_of(squares, ObjectiveKind::kVariational);
  beta.objective.beta = 4;
  EXPECT_EQ(loss_words(beta).name, "variational loss");
  EXPECT_EQ(loss_words(beta).axis, "mean squared error + 4 KL divergence / pixels");
  EXPECT_EQ(loss_words(both).name, "combined loss");
  EXPECT_EQ(loss_words(both).axis, "mean squared error + 0.25 contrastive loss");
}

TEST(LossWords, OfTheConfigAreTheConfigs) {
  for (const LossKind loss : {LossKind::kBinaryCrossEntropy, LossKind::kMeanSquaredError,
                              LossKind::kMeanAbsoluteError, LossKind::kHuber}) {
    JobConfig job;
    job.training.loss = loss;
    EXPECT_EQ(loss_words(job.training).kind, job_json(job)["training"]["loss"]);
  }
  for (const ObjectiveKind kind :
       {ObjectiveKind::kContrastive, ObjectiveKind::kCombined, ObjectiveKind::kVariational}) {
    JobConfig job;
    job.training.objective.kind = kind;
    EXPECT_EQ(loss_words(job.training).kind, job_json(job)["training"]["objective"]["kind"]);
  }
}

}  // namespace
}  // namespace codegrid
