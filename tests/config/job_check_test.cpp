#include "config/job_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fixtures.hpp"

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

TEST(JobCheck, EverySourceButAFolderNeedsItsTrainingImages) {
  JobConfig job = sound_job();
  job.data.train_images = "";
  EXPECT_THAT(problems_of_job(job), ElementsAre("j: data.train_images: missing; \"dataset\": "
                                                "\"idx\" needs an image file"));
  job.data.dataset = Dataset::kNpy;
  EXPECT_THAT(problems_of_job(job), ElementsAre("j: data.train_images: missing; \"dataset\": "
                                                "\"npy\" needs an array of images"));
  job.data.dataset = Dataset::kList;
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.train_images: missing; \"dataset\": \"list\" needs a CSV file"));
  job.data.dataset = Dataset::kFolder;
  EXPECT_THAT(problems_of_job(job), IsEmpty());
}

TEST(JobCheck, AFolderThatHoldsTheOtherImagesTooIsNotTrainedOn) {
  JobConfig job = sound_job();
  job.data.dataset = Dataset::kFolder;
  job.data.train_images = "";
  job.data.test_images = "test";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.train_images: missing; the whole of data.root would be trained "
                          "on, the other images, too: name the folder of the training images"));
  job.data.train_images = "train";
  EXPECT_THAT(problems_of_job(job), IsEmpty());
}

TEST(JobCheck, SaysNothingMoreOfAValueThatWasRefused) {
  JobConfig job = sound_job();
  job.data.train_images = "";
  job.name = "";
  std::vector<std::string> problems{"j: data.train_images: found 5, expected a path"};
  check_together(job, "j", problems);
  EXPECT_THAT(problems, ElementsAre("j: data.train_images: found 5, expected a path",
                                    testing::StartsWith("j: name: ")));
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

TEST(JobCheck, TestImagesThatAreJoinedMustBeNamed) {
  JobConfig job = sound_job();
  job.data.use = Use::kAll;
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.use: found \"all\", expected \"train\", since no "
                          "data.test_images are named: there is nothing to join"));
  job.data.test_images = "./train";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.test_images: found \"./train\", which is data.train_images; "
                          "\"use\": \"all\" joins two sets, expected other images"));
  job.data.test_images = "test";
  EXPECT_THAT(problems_of_job(job), IsEmpty());
  job.data.validation_images = "test";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.validation_images: found \"test\", which is data.test_images, "
                          "trained on, too, by \"use\": \"all\"; expected other images"));
  job.data = DataOptions{};  // mnist has its own
  job.data.use = Use::kAll;
  EXPECT_THAT(problems_of_job(job), IsEmpty());
}

TEST(JobCheck, ImagesThatAreJoinedHaveLabelsInBothSetsOrInNone) {
  JobConfig job = sound_job();
  job.data.use = Use::kAll;
  job.data.test_images = "test";
  job.data.train_labels = "l";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.test_labels: missing; \"use\": \"all\" joins training and test "
                          "images, and the training ones have labels: name those of both, or of "
                          "none"));
  std::swap(job.data.train_labels, job.data.test_labels);
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.train_labels: missing; \"use\": \"all\" joins training and test "
                          "images, and the test ones have labels: name those of both, or of none"));
  job.data.train_labels = "m";
  EXPECT_THAT(problems_of_job(job), IsEmpty());
}

TEST(JobCheck, ImagesThatAreTrainedOnAreNoneToValidateOn) {
  JobConfig job;
  job.data.use = Use::kAll;
  job.data.validation = Validation::kTest;
  std::vector<std::string> problems;
  check_effect(job, "j", problems);
  EXPECT_THAT(problems, ElementsAre("j: data.validation: found \"test\", expected \"auto\" or "
                                    "\"holdout\", since \"use\": \"all\" trains on the test "
                                    "images, too"));
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

TEST(JobCheck, ValidationImagesAreOthersUnderAnyName) {
  const TemporaryFolder folder;
  folder.write("train", "images");
  std::filesystem::create_hard_link(folder.path() / "train", folder.path() / "hard");
  std::filesystem::create_symlink("train", folder.path() / "soft");
  folder.write("copy", "images");
  JobConfig job = sound_job();
  job.data.root = folder.path();
  for (const char* name : {"hard", "soft"}) {
    job.data.validation_images = name;
    EXPECT_THAT(problems_of_job(job),
                ElementsAre("j: data.validation_images: found \"" + std::string(name) +
                            "\", which is data.train_images, expected other images; for a part of "
                            "those, \"validation\": \"holdout\""));
  }
  job.data.validation_images = "copy";
  EXPECT_THAT(problems_of_job(job), IsEmpty());
}

TEST(JobCheck, ANameIsThatOfAFolder) {
  JobConfig job = sound_job();
  for (const char* name : {"", ".", "..", "a/b"}) {
    job.name = name;
    EXPECT_THAT(problems_of_job(job),
                ElementsAre("j: name: found \"" + std::string(name) +
                            "\", expected a name for a folder, without \"/\""));
  }
  job.name = "-x";
  EXPECT_THAT(problems_of_job(job), IsEmpty());
  EXPECT_TRUE(is_job_name("caf\u00e9"));
  EXPECT_FALSE(is_job_name(".."));
}

TEST(JobCheck, ANameIsNotTooLong) {
  JobConfig job = sound_job();
  job.name = std::string(200, 'x');
  EXPECT_THAT(problems_of_job(job), IsEmpty());
  job.name += 'x';
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: name: is 201 bytes long, expected at most 200; a job without a name "
                          "has that of the config's file"));
}

TEST(JobCheck, WhatARunRecordsIsUtf8WithoutControlCharacters) {
  JobConfig job = sound_job();
  job.name = "caf\xe9";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: name: found \"caf\\xe9\", the name of the config's file, expected "
                          "UTF-8 without control characters; give the job a name of its own"));
  job.name = "caf\u00e9";
  job.data.root = "/home/jos\xe9/data";
  EXPECT_THAT(problems_of_job(job),
              ElementsAre("j: data.root: found \"/home/jos\\xe9/data\", expected UTF-8 without "
                          "control characters, since a run records it; name it through a link that "
                          "is so"));
}

std::vector<std::string> effect_of_job(const JobConfig& job) {
  std::vector<std::string> problems;
  check_effect(job, "j", problems);
  return problems;
}

TEST(JobCheck, AShareToHoldOutNeedsAHoldout) {
  JobConfig job = sound_job();
  job.data.holdout = 0.25;
  EXPECT_THAT(effect_of_job(job), IsEmpty());  // nothing else to validate on
  job.data.test_images = "test";
  const std::string problem =
      "j: data.holdout: found 0.25, which has no effect, since no part of the training images is "
      "held out; leave it out, or set data.validation to \"holdout\"";
  EXPECT_THAT(effect_of_job(job), ElementsAre(problem));
  job.data.validation = Validation::kTest;
  EXPECT_THAT(effect_of_job(job), ElementsAre(problem));
  job.data.validation = Validation::kHoldout;
  EXPECT_THAT(effect_of_job(job), IsEmpty());
  job.data.validation = Validation::kTest;
  job.data.holdout = 0.1;  // as where nobody gave it
  EXPECT_THAT(effect_of_job(job), IsEmpty());
}

TEST(JobCheck, PatienceNeedsALossToWatch) {
  JobConfig job = sound_job();
  job.training.early_stopping.monitor = Monitor::kNone;
  EXPECT_THAT(effect_of_job(job), IsEmpty());
  job.training.early_stopping.patience = 3;
  EXPECT_THAT(effect_of_job(job),
              ElementsAre("j: training.early_stopping.patience: found 3, which has no effect with "
                          "\"monitor\": \"none\"; leave it out, or name a loss to watch"));
}

TEST(JobCheck, WhatOnlyAnAugmentationHasNeedsOne) {
  JobConfig job = sound_job();
  job.augmentation.strength = 0.5;
  job.augmentation.outside = OutsideChoice::kEdge;
  job.training.reconstruct = Reconstruct::kClean;
  const std::string strength =
      "j: augmentation.strength: found 0.5, which has no effect, since nothing is augmented; leave "
      "it out, or choose a preset";
  const std::string outside =
      "j: augmentation.outside: found \"edge\", which has no effect, since no augmentation takes "
      "pixels from beyond an image's edge; leave it out, or choose a preset";
  const std::string reconstruct =
      "j: training.reconstruct: found \"clean\", which has no effect, since nothing is augmented; "
      "leave it out, or choose an augmentation.preset";
  EXPECT_THAT(effect_of_job(job), ElementsAre(strength, outside, reconstruct));
  job.augmentation.none.noise = 0.1;
  EXPECT_THAT(effect_of_job(job), ElementsAre(outside));
  job.augmentation.none.shift = 0.1;
  EXPECT_THAT(effect_of_job(job), IsEmpty());
}

TEST(JobCheck, NoStrengthIsToSeeWhatAJobIsWithoutItsAugmentation) {
  JobConfig job = sound_job();
  job.augmentation.preset = AugmentationPreset::kObjects;
  job.augmentation.outside = OutsideChoice::kZeros;
  job.training.reconstruct = Reconstruct::kClean;
  job.augmentation.strength = 0;
  EXPECT_THAT(effect_of_job(job), IsEmpty());
}

}  // namespace
}  // namespace codegrid
