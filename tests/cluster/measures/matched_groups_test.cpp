#include "cluster/measures/matched_groups.hpp"

#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(MatchedGroups, HaveTheNumbersOfTheReferenceWhereTheyAreTheSame) {
  const at::Tensor reference = longs({0, 0, 1, 1, 2, 2});
  const MatchedGroups matched = match_groups(longs({2, 2, 0, 0, 1, 1}), reference, 3);
  EXPECT_TRUE(matched.groups.equal(reference));
  EXPECT_EQ(matched.share, 1);
}

TEST(MatchedGroups, ShareAsManyThingsAsOneToOneNumbersCan) {
  // Group 0 lies in both of the reference's; only one number is to be had.
  const MatchedGroups matched = match_groups(longs({0, 0, 0, 0, 1}), longs({1, 1, 1, 0, 0}), 2);
  EXPECT_TRUE(matched.groups.equal(longs({1, 1, 1, 1, 0})));
  EXPECT_EQ(matched.share, 0.8);
}

TEST(MatchedGroups, CountWhatIsInNoGroupAsDifferent) {
  const MatchedGroups matched = match_groups(longs({-1, 1, 1, -1}), longs({-1, 0, -1, 0}), 2);
  EXPECT_TRUE(matched.groups.equal(longs({-1, 0, 0, -1})));
  EXPECT_EQ(matched.share, 0.25);
}

TEST(MatchedGroups, MayLackSomeOfTheGroups) {
  const MatchedGroups matched = match_groups(longs({4, 4, 4}), longs({3, 3, 3}), 5);
  EXPECT_TRUE(matched.groups.equal(longs({3, 3, 3})));
  EXPECT_EQ(matched.share, 1);
}

}  // namespace
}  // namespace codegrid
