#include "train/options.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(ObjectiveOptions, SayWhetherTheyReconstructAndWhetherTheyCompareViews) {
  ObjectiveOptions objective;
  EXPECT_TRUE(objective.reconstructs());
  EXPECT_FALSE(objective.compares_views());
  objective.kind = ObjectiveKind::kContrastive;
  EXPECT_FALSE(objective.reconstructs());
  EXPECT_TRUE(objective.compares_views());
  objective.kind = ObjectiveKind::kCombined;
  EXPECT_TRUE(objective.reconstructs());
  EXPECT_TRUE(objective.compares_views());
  EXPECT_FALSE(objective.is_variational());
  objective.kind = ObjectiveKind::kVariational;
  EXPECT_TRUE(objective.reconstructs());
  EXPECT_FALSE(objective.compares_views());
  EXPECT_TRUE(objective.is_variational());
}

}  // namespace
}  // namespace codegrid
