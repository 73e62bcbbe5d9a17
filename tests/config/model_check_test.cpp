#include "config/model_check.hpp"

#include <gmock/gmock.h>

#include "config/job_check.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "key: text", in their order.
std::vector<std::string> said_by(void (*check)(const JobConfig&, const Problem&),
                                 const JobConfig& job) {
  std::vector<std::string> said;
  check(job, [&](std::string_view key, const std::string& text) {
    said.push_back(std::string(key) + ": " + text);
  });
  return said;
}

TEST(ModelCheck, FindsNothingInTheDefaults) {
  EXPECT_THAT(said_by(check_model_together, {}), IsEmpty());
  EXPECT_THAT(said_by(check_model_effect, {}), IsEmpty());
}

TEST(ModelCheck, CrossEntropyNeedsTheSigmoid) {
  JobConfig job;
  job.model.output = Output::kLinear;
  EXPECT_THAT(said_by(check_model_together, job),
              ElementsAre("training.loss: \"binary_cross_entropy\" needs \"model.output\": "
                          "\"sigmoid\""));
}

TEST(ModelCheck, PatienceHasNoEffectWhereNothingIsWatched) {
  JobConfig job;
  job.training.early_stopping.monitor = Monitor::kNone;
  job.training.early_stopping.patience = 7;
  EXPECT_THAT(said_by(check_model_effect, job),
              ElementsAre("training.early_stopping.patience: found 7, which has no effect with "
                          "\"monitor\": \"none\"; leave it out, or name a loss to watch"));
}

// A job of two encoders with nothing wrong.
JobConfig job_of_encoders() {
  JobConfig job;
  job.name = "job";
  job.encoders.resize(2);
  job.encoders[0].name = "a";
  job.encoders[1].name = "b";
  return job;
}

std::vector<std::string> problems_of_encoders(const JobConfig& job) {
  std::vector<std::string> problems;
  check_together(job, "j", problems);
  check_effect(job, "j", problems);
  return problems;
}

TEST(EncoderCheck, FindsAProblemOfAnEncoderAtItsPlace) {
  JobConfig job = job_of_encoders();
  EXPECT_THAT(problems_of_encoders(job), IsEmpty());
  job.encoders[1].model.output = Output::kLinear;
  job.encoders[0].augmentation.strength = 0.5;
  EXPECT_THAT(problems_of_encoders(job),
              ElementsAre("j: encoders[1].training.loss: \"binary_cross_entropy\" needs "
                          "\"model.output\": \"sigmoid\"",
                          "j: encoders[0].augmentation.strength: found 0.5, which has no effect, "
                          "since nothing is augmented; leave it out, or choose a preset"));
}

TEST(EncoderCheck, NamesAreThoseOfFoldersEachOfItsOwn) {
  JobConfig job = job_of_encoders();
  job.encoders[1].name = "a";
  EXPECT_THAT(
      problems_of_encoders(job),
      ElementsAre("j: encoders[1].name: found \"a\", which is the name of encoders[0], too; "
                  "expected one of its own"));
  job.encoders[1].name = "../a";
  EXPECT_THAT(problems_of_encoders(job),
              ElementsAre("j: encoders[1].name: found \"../a\", expected a name for a folder, "
                          "without \"/\""));
}

TEST(EncoderCheck, ARefinementIsOfEncoders) {
  JobConfig job = job_of_encoders();
  job.refinement.emplace();
  EXPECT_THAT(problems_of_encoders(job), IsEmpty());
  job.encoders.clear();
  EXPECT_THAT(problems_of_encoders(job),
              ElementsAre(testing::StartsWith("j: refinement: needs encoders, since it begins with "
                                              "the groups of their codes")));
}

TEST(EncoderCheck, CodesThatAreMovedAreOfOneEncoderWithADecoderForIdec) {
  JobConfig job = job_of_encoders();
  ASSERT_EQ(job.encoders.size(), 2U);
  job.refinement.emplace().kind = RefinementKind::kDec;
  EXPECT_THAT(
      problems_of_encoders(job),
      ElementsAre("j: refinement.kind: found \"dec\", which moves the codes of one encoder, "
                  "but there are 2; expected one, or \"students\""));
  job.encoders.pop_back();
  EXPECT_THAT(problems_of_encoders(job), IsEmpty());
  job.encoders[0].augmentation.preset = AugmentationPreset::kObjects;
  job.encoders[0].training.objective.kind = ObjectiveKind::kContrastive;
  EXPECT_THAT(problems_of_encoders(job), IsEmpty());
  job.refinement->kind = RefinementKind::kIdec;
  EXPECT_THAT(problems_of_encoders(job),
              ElementsAre("j: refinement.kind: found \"idec\", which needs a decoder, but "
                          "encoders[0].training.objective.kind is \"contrastive\"; expected "
                          "\"dec\", or another objective"));
}

}  // namespace
}  // namespace codegrid
