#include "refine/options.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace codegrid {
namespace {

TEST(RefinementOptions, AreThoseOfTheMeasuredRecipe) {
  const ModelOptions student = default_student();
  EXPECT_EQ(student.kind, ModelKind::kConvolutional);
  EXPECT_EQ(student.convolutional.channels, (std::vector<std::int64_t>{32, 64, 64}));
  EXPECT_EQ(student.convolutional.downsampling, Downsampling::kPoolEarly);
  EXPECT_TRUE(student.convolutional.batch_norm);
  EXPECT_EQ(student.hidden, (std::vector<std::int64_t>{128}));
  const TrainingOptions training = default_student_training();
  EXPECT_EQ(training.optimizer.name, OptimizerKind::kAdamW);
  EXPECT_EQ(training.schedule.kind, ScheduleKind::kOneCycle);
  EXPECT_EQ(training.schedule.rise, 0.2);
  EXPECT_EQ(training.early_stopping.monitor, Monitor::kNone);
}

}  // namespace
}  // namespace codegrid
