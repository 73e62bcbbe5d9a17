#include "train/early_stopping.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace codegrid {
namespace {

// The epoch after which training stops on these validation losses; 0 if it does not.
std::int64_t stops_after(const EarlyStoppingOptions& options, const std::vector<double>& losses) {
  EarlyStopping stopping(options);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    stopping.improved(static_cast<std::int64_t>(i) + 1, 1.0 / static_cast<double>(i + 1),
                      losses[i]);
    if (stopping.should_stop()) return static_cast<std::int64_t>(i) + 1;
  }
  return 0;
}

TEST(EarlyStopping, WaitsPatienceEpochsWithoutImprovement) {
  EarlyStoppingOptions options;
  options.patience = 2;
  EXPECT_EQ(stops_after(options, {5, 4, 4, 4}), 4);
  EXPECT_EQ(stops_after(options, {5, 4, 4, 3, 3, 3.5}), 6);
  EXPECT_EQ(stops_after(options, {5, 4, 3, 2}), 0);
}

TEST(EarlyStopping, ImprovementMustExceedMinDelta) {
  EarlyStoppingOptions options;
  options.patience = 2;
  options.min_delta = 0.5;
  EXPECT_EQ(stops_after(options, {5, 4.6, 4.5, 4.4}), 3);
  EXPECT_EQ(stops_after(options, {5, 4.4, 3.8, 3.2}), 0);
}

TEST(EarlyStopping, WatchesTheLossThatItIsTold) {
  EarlyStoppingOptions options;
  options.patience = 1;
  options.monitor = Monitor::kTrainingLoss;
  EXPECT_EQ(stops_after(options, {1, 2, 3, 4}), 0);
  options.monitor = Monitor::kNone;
  EXPECT_EQ(stops_after(options, {1, 2, 3, 4}), 0);
}

TEST(EarlyStopping, RemembersTheBestEpochEvenWithoutAMonitor) {
  EarlyStoppingOptions options;
  options.monitor = Monitor::kNone;
  EarlyStopping stopping(options);
  EXPECT_TRUE(stopping.improved(1, 1, 3));
  EXPECT_TRUE(stopping.improved(2, 1, 2));
  EXPECT_FALSE(stopping.improved(3, 1, 2));
  EXPECT_EQ(stopping.best_epoch(), 2);
}

TEST(EarlyStopping, NotANumberIsNoImprovement) {
  EarlyStopping stopping({});
  EXPECT_TRUE(stopping.improved(1, 1, 3));
  EXPECT_FALSE(stopping.improved(2, 1, std::nan("")));
}

}  // namespace
}  // namespace codegrid
