#include "train/schedule.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace codegrid {
namespace {

std::vector<double> rates(const ScheduleOptions& options, std::int64_t total) {
  std::vector<double> all;
  for (std::int64_t step = 0; step < total; ++step)
    all.push_back(learning_rate(options, 0.4, {step, total}));
  return all;
}

TEST(LearningRate, IsConstantUnlessAScheduleSaysOtherwise) {
  EXPECT_EQ(rates({}, 3), (std::vector<double>{0.4, 0.4, 0.4}));
}

TEST(LearningRate, WarmsUpInALine) {
  const std::vector<double> all = rates({ScheduleKind::kConstant, 0.4, 0.3}, 10);
  EXPECT_DOUBLE_EQ(all[0], 0.1);
  EXPECT_DOUBLE_EQ(all[1], 0.2);
  EXPECT_DOUBLE_EQ(all[3], 0.4);
  EXPECT_DOUBLE_EQ(all[9], 0.4);
}

TEST(LearningRate, FallsAlongACosineAfterItsWarmUp) {
  const std::vector<double> all = rates({ScheduleKind::kCosine, 0.2, 0.3}, 10);
  EXPECT_DOUBLE_EQ(all[0], 0.2);
  EXPECT_DOUBLE_EQ(all[2], 0.4);
  EXPECT_NEAR(all[6], 0.2, 1e-12);
  for (std::size_t i = 3; i < all.size(); ++i) EXPECT_LT(all[i], all[i - 1]);
  EXPECT_GT(all[9], 0);
}

TEST(LearningRate, OfOneCycleRisesToThePeakAndFallsToNearlyNothing) {
  const std::vector<double> all = rates({ScheduleKind::kOneCycle, 0, 0.3}, 10);
  EXPECT_DOUBLE_EQ(all[0], 0.4 / 25);
  EXPECT_DOUBLE_EQ(all[3], 0.4);
  EXPECT_NEAR(all[9], 0.4 / 25 / 10'000, 1e-12);
  for (std::size_t i = 1; i <= 3; ++i) EXPECT_GT(all[i], all[i - 1]);
  for (std::size_t i = 4; i < 10; ++i) EXPECT_LT(all[i], all[i - 1]);
}

TEST(LearningRate, StaysAtThatOfTheLastStep) {
  for (const ScheduleKind kind :
       {ScheduleKind::kConstant, ScheduleKind::kCosine, ScheduleKind::kOneCycle}) {
    const ScheduleOptions options{kind, 0.5, 0.3};
    EXPECT_EQ(learning_rate(options, 1, {25, 10}), learning_rate(options, 1, {9, 10}));
    EXPECT_GT(learning_rate(options, 1, {0, 1}), 0);  // the shortest training
  }
}

}  // namespace
}  // namespace codegrid
