#include "cluster/graph/random_numbers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace codegrid {
namespace {

TEST(RandomNumbers, AreThoseOfSplitMix64) {
  RandomNumbers random(1234567);  // the published test vector
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
  EXPECT_EQ(random.next(), 9817491932198370423ULL);
}

TEST(RandomNumbers, StayBelowTheirBoundAndReachAllOfIt) {
  RandomNumbers random(1);
  std::vector<int> seen(7, 0);
  for (int i = 0; i < 7000; ++i) ++seen.at(random.below(7));
  EXPECT_GT(std::ranges::min(seen), 850);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomNumbers, ShuffleKeepsEveryValue) {
  RandomNumbers random(3);
  std::vector<int> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const std::vector<int> before = values;
  random.shuffle(std::span(values));
  EXPECT_NE(values, before);
  EXPECT_TRUE(std::ranges::is_permutation(values, before));
}

}  // namespace
}  // namespace codegrid
