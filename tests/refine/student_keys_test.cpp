#include "refine/student_keys.hpp"

#include <gtest/gtest.h>

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
