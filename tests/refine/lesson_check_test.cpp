#include "refine/lesson_check.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "refine/lesson_fixtures.hpp"

namespace codegrid {
namespace {

TEST(LessonCheck, FindsNothingWhereEveryGroupHasPoints) {
  const LessonCheck check =
      check_lesson(at::arange(9, at::kLong), groups_of_three(12), small_refinement());
  EXPECT_EQ(check.problem, "");
  EXPECT_EQ(check.groups_without_points, 0);
  EXPECT_EQ(warning_of(check, 1, 3), "");
}

TEST(LessonCheck, CountsTheGroupsThatHaveNone) {
  RefinementOptions options = small_refinement();
  options.k = 1'200;
  const LessonCheck check =
      check_lesson(at::tensor({0, 1, 3, 4}, at::kLong), groups_of_three(12), options);
  EXPECT_EQ(check.problem, "");
  EXPECT_EQ(check.groups_without_points, 1'198);
  EXPECT_EQ(warning_of(check, 2, 1'200),
            "warning: student 2: in 1,198 of 1,200 groups no image has all of its neighbors in the "
            "group: the student cannot learn them, and leaves them empty; lower refinement.k or "
            "refinement.neighbors");
}

TEST(LessonCheck, NeedsTwoPointsAndAThirdForBatchNorm) {
  RefinementOptions options = small_refinement();
  ASSERT_TRUE(options.student.convolutional.batch_norm);
  const at::Tensor two = at::tensor({0, 1}, at::kLong);
  EXPECT_EQ(check_lesson(two, groups_of_three(12), options).problem,
            "found 2 images whose neighbors are all in its group, expected 3 or more to learn "
            "from; give more images, or lower refinement.k or refinement.neighbors");
  options.student.convolutional.batch_norm = false;
  EXPECT_EQ(check_lesson(two, groups_of_three(12), options).problem, "");
  EXPECT_EQ(check_lesson(two.slice(0, 0, 0), groups_of_three(12), options).problem.substr(0, 14),
            "found 0 images");
}

TEST(LessonCheck, NeedsTwoGroups) {
  EXPECT_EQ(
      check_lesson(at::tensor({0, 3, 6, 9}, at::kLong), groups_of_three(12), small_refinement())
          .problem,
      "found images whose neighbors are all in their group in 1 of 3 groups only, expected 2 "
      "groups or more to tell apart; give more images, or lower refinement.k or "
      "refinement.neighbors");
}

}  // namespace
}  // namespace codegrid
