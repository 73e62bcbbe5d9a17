#include "job/refinement_check.hpp"

#include <gmock/gmock.h>

#include <string>

#include "core/error.hpp"
#include "job/fixtures.hpp"
#include "refine/lesson_fixtures.hpp"
#include "train/precision.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

class RefinementCheck : public testing::Test {
 protected:
  Error refusal(std::int64_t images = 60) {
    const JobContext context(tiny_.job, said_.progress());
    return error_of([&] { require_refinable(options_, context, images, {1, 8, 8}); });
  }

  TinyJob tiny_;
  Said said_;
  RefinementOptions options_ = small_refinement();
};

TEST_F(RefinementCheck, FindsNothingWhereAllIsGood) {
  const JobContext context(tiny_.job, said_.progress());
  EXPECT_NO_THROW(require_refinable(options_, context, 6, {1, 8, 8}));
}

TEST_F(RefinementCheck, NeedsAsManyImagesAsGroupsAndMoreThanNeighbors) {
  const Error few = refusal(2);
  EXPECT_EQ(few.code(), ExitCode::kBadData);
  EXPECT_STREQ(few.what(),
               "refinement.k: found 3 groups for 2 images; expected at most one for each image. "
               "Lower it, or give more images");
  const Error close = refusal(5);
  EXPECT_EQ(close.code(), ExitCode::kBadData);
  EXPECT_STREQ(close.what(),
               "refinement.neighbors: found 5 of each of 5 images; expected fewer neighbors than "
               "images. Lower it, or give more images");
}

TEST_F(RefinementCheck, RefusesAStudentThatCannotSeeSuchImages) {
  options_.student = default_student();
  const Error error = refusal();
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_THAT(error.what(), HasSubstr("refinement.student.kernel: found 3, but level 3 sees 2 x 2 "
                                      "pixels of images of 8 x 8"));
}

TEST_F(RefinementCheck, RefusesBatchesOfOneForBatchNorm) {
  options_.training.batch_size = 1;
  const Error error = refusal();
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_THAT(error.what(),
              HasSubstr("refinement.training.batch_size: found 1; "
                        "\"refinement.student.batch_norm\": true needs batches of 2"));
}

TEST_F(RefinementCheck, RefusesAStudentThatIsTooLargeForTheMemory) {
  options_.student.hidden = {std::int64_t{1} << 20, std::int64_t{1} << 20};
  const Error error = refusal();
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("out of memory: this training takes more than is left of "));
  EXPECT_THAT(error.what(), testing::EndsWith(". Lower refinement.student.channels, "
                                              "refinement.student.kernel, "
                                              "refinement.student.hidden or refinement.k"));
}

TEST_F(RefinementCheck, TrainsInFloat32WhereTheProcessorHasNoBfloat16) {
  const JobContext context(tiny_.job, said_.progress());
  for (const Precision asked : {Precision::kBfloat16, Precision::kAuto}) {
    options_.training.precision = asked;
    EXPECT_EQ(resolved_refinement(options_, context).training.precision,
              processor_has_bfloat16() ? Precision::kBfloat16 : Precision::kFloat32);
  }
}

TEST_F(RefinementCheck, CountsTheBatchesOfAStudentAsTheyAreAugmented) {
  const JobContext context(tiny_.job, said_.progress());
  EXPECT_EQ(student_memory(options_, context, 60, {1, 8, 8}).augmentation_bytes(), 0);
  options_.augmentation.preset = AugmentationPreset::kHandwriting;
  EXPECT_GT(student_memory(options_, context, 60, {1, 8, 8}).augmentation_bytes(), 0);
  EXPECT_TRUE(student_augmentation(options_, context, {1, 8, 8}).moves_pixels());
}

}  // namespace
}  // namespace codegrid
