#include "refine/student_keys.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/codes_check.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(StudentKeys, StandInThePlaceOfThoseOfAModelAndItsTraining) {
  const Error error = with_keys_of_student(run_error(
      "too large. Lower training.batch_size, model.hidden or model.code (\"model.kind\")"));
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_STREQ(error.what(),
               "too large. Lower refinement.training.batch_size, refinement.student.hidden or "
               "refinement.k (\"refinement.student.kind\")");
}

TEST(StudentKeys, OfCodesThatAreMovedAreThoseOfTheOneEncoderAndTheRefinement) {
  EXPECT_STREQ(with_keys_of_embedding(
                   run_error("Lower training.batch_size, model.hidden or model.code. clustering.k"))
                   .what(),
               "Lower refinement.batch_size, encoders[0].model.hidden or encoders[0].model.code. "
               "refinement.k");
}

TEST(StudentKeys, OfCodesThatAreAlikeNameNoKeyThatARefinementLacks) {
  const Error error = error_of([] { require_different("k-means", at::ones({6, 2}), 2); });
  EXPECT_STREQ(with_keys_of_embedding(error).what(),
               "k-means: found only 1 different among 6 codes; expected at least k = 2. Lower "
               "refinement.k, or look at the encoder: it gives different images the same code (or "
               "its encoders[0].model.code_activation lets nothing through).");
}

TEST(StudentKeys, AreNotLookedForInsideOtherWords) {
  for (const char* text : {"runs/model.x/training.csv", "submodel.hidden", "model", ""})
    EXPECT_STREQ(with_keys_of_student(data_error(text)).what(), text);
}

TEST(StudentKeys, AreUsedForWhatWorkThrows) {
  EXPECT_EQ(under_keys_of_student([] { return 3; }), 3);
  const Error error = error_of(
      [] { under_keys_of_student([] { throw usage_error("training.epochs: found 0"); }); });
  EXPECT_EQ(error.code(), ExitCode::kUsage);
  EXPECT_STREQ(error.what(), "refinement.training.epochs: found 0");
}

}  // namespace
}  // namespace codegrid
