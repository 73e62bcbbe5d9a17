#include "config/objective_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/job_check.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

JobConfig job_with_objective(ObjectiveKind kind) {
  JobConfig job;
  job.name = "job";
  job.training.objective.kind = kind;
  job.augmentation.preset = AugmentationPreset::kHandwriting;
  return job;
}

std::vector<std::string> faults_of(const JobConfig& job) {
  std::vector<std::string> problems;
  check_together(job, "j", problems);
  return problems;
}

std::vector<std::string> idle_keys_of(const JobConfig& job) {
  std::vector<std::string> problems;
  check_effect(job, "j", problems);
  return problems;
}

TEST(ObjectiveCheck, TwoViewsNeedAnAugmentationThatChangesSomething) {
  for (const auto& [kind, name] : {std::pair{ObjectiveKind::kContrastive, "contrastive"},
                                   std::pair{ObjectiveKind::kCombined, "combined"}}) {
    JobConfig job = job_with_objective(kind);
    EXPECT_THAT(faults_of(job), IsEmpty());
    const std::string problem =
        std::string("j: training.objective.kind: found \"") + name +
        "\", which compares two views of each image, but without augmentation they are the same; "
        "add \"augmentation\": {\"preset\": \"handwriting\"}, or the preset \"objects\"";
    job.augmentation.strength = 0;
    EXPECT_THAT(faults_of(job), ElementsAre(problem));
    job.augmentation = {};
    EXPECT_THAT(faults_of(job), ElementsAre(problem));
    job.augmentation.none.noise = 0.1;
    EXPECT_THAT(faults_of(job), IsEmpty());
  }
}

TEST(ObjectiveCheck, TwoViewsNeedTwoImagesAStep) {
  JobConfig job = job_with_objective(ObjectiveKind::kContrastive);
  job.training.batch_size = 1;
  EXPECT_THAT(faults_of(job),
              ElementsAre("j: training.batch_size: found 1, expected 2 or more, since "
                          "\"training.objective.kind\": \"contrastive\" tells the images of a step "
                          "from each other"));
  job.training.objective.kind = ObjectiveKind::kReconstruction;
  EXPECT_THAT(faults_of(job), IsEmpty());
}

TEST(ObjectiveCheck, AReconstructionAsksForNothing) {
  JobConfig job = job_with_objective(ObjectiveKind::kReconstruction);
  job.augmentation = {};
  EXPECT_THAT(faults_of(job), IsEmpty());
}

TEST(ObjectiveCheck, KeysOfAReconstructionHaveNoEffectWithoutOne) {
  JobConfig job = job_with_objective(ObjectiveKind::kContrastive);
  EXPECT_THAT(idle_keys_of(job), IsEmpty());
  job.model.output = Output::kLinear;
  job.training.loss = LossKind::kHuber;
  job.training.reconstruct = Reconstruct::kClean;
  const auto problem = [](const std::string& key) {
    return "j: " + key +
           ": has no effect with \"training.objective.kind\": \"contrastive\", which reconstructs "
           "nothing; leave it out";
  };
  EXPECT_THAT(idle_keys_of(job), ElementsAre(problem("model.output"), problem("training.loss"),
                                             problem("training.reconstruct")));
  job.training.objective.kind = ObjectiveKind::kCombined;
  EXPECT_THAT(idle_keys_of(job), IsEmpty());
}

TEST(ObjectiveCheck, MeansWantACodeWithoutAnActivation) {
  JobConfig job = job_with_objective(ObjectiveKind::kVariational);
  EXPECT_THAT(faults_of(job), IsEmpty());
  job.model.code_activation = Activation::kLinear;
  EXPECT_THAT(faults_of(job), IsEmpty());
  for (const auto& [activation, name] :
       {std::pair{Activation::kRelu, "relu"}, std::pair{Activation::kTanh, "tanh"},
        std::pair{Activation::kSigmoid, "sigmoid"}, std::pair{Activation::kElu, "elu"}}) {
    job.model.code_activation = activation;
    EXPECT_THAT(faults_of(job),
                ElementsAre(std::string("j: model.code_activation: found \"") + name +
                            "\", expected \"linear\", since \"training.objective.kind\": "
                            "\"variational\" takes the code for means, which may have any sign; "
                            "leave it out"));
  }
  job.training.objective.kind = ObjectiveKind::kReconstruction;
  EXPECT_THAT(faults_of(job), IsEmpty());
}

TEST(ObjectiveCheck, AVariationalOneNeedsNoAugmentationAndNoSecondImage) {
  JobConfig job = job_with_objective(ObjectiveKind::kVariational);
  job.augmentation = {};
  job.training.batch_size = 1;
  EXPECT_THAT(faults_of(job), IsEmpty());
  job.model.output = Output::kLinear;
  job.training.loss = LossKind::kMeanSquaredError;
  EXPECT_THAT(faults_of(job), IsEmpty());
  EXPECT_THAT(idle_keys_of(job), IsEmpty());
}

}  // namespace
}  // namespace codegrid
