#include "config/job_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A job of image files that has nothing wrong with it.
JobConfig sound_job() {
  JobConfig job;
  job.name = "job";
  job.data.dataset = Dataset::kIdx;
  job.data.train_images = "train";
  return job;
}

std::vector<std::string> problems_of_job(const JobConfig& job) {
  std::vector<std::string> problems;
  check_together(job, "j", problems);
  return problems;
}

TEST(JobCheck, FindsNothingInASoundJob) {
  JobConfig job = sound_job();
  EXPECT_THAT(problems_of_job(job), IsEmpty());
  job.data.validation_images = "validation";
  job.data.test_images =
      "train";  // as 0.1 allows: its losses are then those of the training images
  EXPECT_THAT(problems_of_job(job), IsEmpty());
}

TEST(JobCheck, LabelsNeedTheirImages) {
  JobConfig job = sound_job();
  job.data.validation_labels = "l";
  job.data.test_labels = "l";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.validation_labels: given without data.validation_images",
                          "j: data.test_labels: given without data.test_images"));
}

TEST(JobCheck, ValidationOnTheTestImagesNeedsThem) {
  JobConfig job = sound_job();
  job.data.validation = Validation::kTest;
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.validation: found \"test\", expected \"auto\" or \"holdout\", "
                          "since no data.test_images are named"));
  job.data.test_images = "test";
  EXPECT_THAT(problems_of_job(job), IsEmpty());
  job.data = DataOptions{};  // mnist has its own
  job.data.validation = Validation::kTest;
  EXPECT_THAT(problems_of_job(job), IsEmpty());
}

TEST(JobCheck, ValidationImagesAreOfNoUseWhereOthersAreAskedFor) {
  JobConfig job = sound_job();
  job.data.validation_images = "v";
  job.data.test_images = "test";
  job.data.validation = Validation::kTest;
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.validation_images: found \"v\", expected none, since "
                          "\"validation\": \"test\" validates on the test images"));
  job.data.validation = Validation::kHoldout;
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.validation_images: found \"v\", expected none, since "
                          "\"validation\": \"holdout\" validates on a part of the training "
                          "images"));
}

TEST(JobCheck, ValidationImagesAreOthersThanThoseOfTrainingAndTest) {
  JobConfig job = sound_job();
  job.data.test_images = "test";
  job.data.validation_images = "./train";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.validation_images: found \"./train\", which is "
                          "data.train_images, expected other images; for a part of those, "
                          "\"validation\": \"holdout\""));
  job.data.validation_images = "test";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.validation_images: found \"test\", which is data.test_images, "
                          "expected other images; to validate on those, \"validation\": \"test\""));
}

}  // namespace
}  // namespace codegrid
