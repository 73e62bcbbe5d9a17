#include "cluster/hdbscan/disjoint_sets.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

TEST(DisjointSets, AreJoinedUntilAllAreOne) {
  DisjointSets sets(5);
  for (std::int32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(sets.find(i), i);
    EXPECT_EQ(sets.size(i), 1);
  }
  EXPECT_TRUE(sets.join(0, 1));
  EXPECT_TRUE(sets.join(3, 4));
  EXPECT_FALSE(sets.join(1, 0));
  EXPECT_EQ(sets.find(3), sets.find(4));
  EXPECT_NE(sets.find(0), sets.find(3));
  EXPECT_TRUE(sets.join(4, 1));
  EXPECT_EQ(sets.size(sets.find(0)), 4);
  EXPECT_NE(sets.find(2), sets.find(0));
  EXPECT_TRUE(sets.join(2, 3));
  EXPECT_EQ(sets.size(sets.find(2)), 5);
}

}  // namespace
}  // namespace codegrid
