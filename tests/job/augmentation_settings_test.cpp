#include "job/augmentation_settings.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

JobConfig job_of(Dataset dataset, OutsideChoice outside = OutsideChoice::kAuto) {
  JobConfig job;
  job.data.dataset = dataset;
  job.augmentation.preset = AugmentationPreset::kHandwriting;
  job.augmentation.outside = outside;
  return job;
}

Outside outside_of(const JobConfig& job, std::int64_t channels) {
  return augmentation_settings(job, {channels, 8, 8}).outside;
}

TEST(AugmentationSettingsOfAJob, AreThoseOfItsPresetAndStrength) {
  JobConfig job = job_of(Dataset::kMnist);
  job.augmentation.strength = 0.5;
  EXPECT_EQ(augmentation_settings(job, {1, 28, 28}).rotation, 7.5);
}

TEST(AugmentationSettingsOfAJob, TakePaperFromBesideInkAndTheEdgeFromBesidePictures) {
  for (const Dataset dataset : {Dataset::kMnist, Dataset::kIdx, Dataset::kNpy}) {
    EXPECT_EQ(outside_of(job_of(dataset), 1), Outside::kZeros);
    EXPECT_EQ(outside_of(job_of(dataset), 3), Outside::kEdge) << "0 would be black corners";
  }
  for (const Dataset dataset : {Dataset::kFolder, Dataset::kList}) {
    for (const std::int64_t channels : {1, 3})
      EXPECT_EQ(outside_of(job_of(dataset), channels), Outside::kEdge);
  }
}

TEST(AugmentationSettingsOfAJob, TakeWhatTheJobSays) {
  EXPECT_EQ(outside_of(job_of(Dataset::kMnist, OutsideChoice::kEdge), 1), Outside::kEdge);
  EXPECT_EQ(outside_of(job_of(Dataset::kFolder, OutsideChoice::kZeros), 3), Outside::kZeros);
}

}  // namespace
}  // namespace codegrid
