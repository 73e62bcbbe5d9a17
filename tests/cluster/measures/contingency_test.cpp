#include "cluster/measures/contingency.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

TEST(Contingency, CountsLabelsByCluster) {
  const Contingency table = contingency(longs({0, 2, 2, 2, 0}), longs({1, 1, 1, 0, 0}), 3);
  EXPECT_TRUE(at::equal(table.counts, longs({1, 1, 0, 1, 2, 0}).view({2, 3})));
  EXPECT_EQ(table.labels, (std::vector<std::int64_t>{0, 2}));
}

TEST(Contingency, NamesTheSmallerLabelOnATieAndNoneForAnEmptyCluster) {
  const Contingency table = contingency(longs({0, 2, 2, 2, 0}), longs({1, 1, 1, 0, 0}), 3);
  EXPECT_EQ(table.majority, (std::vector<std::int64_t>{0, 2, -1}));
}

TEST(Contingency, HasRowsForLabelsThatOccurOnly) {
  const Contingency table = contingency(longs({255, 0, 255, 0, 255}), longs({0, 0, 0, 1, 1}), 3);
  EXPECT_EQ(table.labels, (std::vector<std::int64_t>{0, 255}));
  EXPECT_TRUE(at::equal(table.counts, longs({1, 1, 0, 2, 1, 0}).view({2, 3})));
  EXPECT_EQ(table.majority, (std::vector<std::int64_t>{255, 0, -1}));
  const Contingency letters = contingency(longs({3, 1, 2, 26}), longs({0, 1, 1, 0}), 2);
  EXPECT_EQ(letters.labels, (std::vector<std::int64_t>{1, 2, 3, 26}));
  EXPECT_EQ(letters.majority, (std::vector<std::int64_t>{3, 1}));
}

TEST(Contingency, RefusesWhatIsNoLabelOrCluster) {
  EXPECT_THROW(contingency(longs({0, -1}), longs({0, 0}), 1), c10::Error);
  EXPECT_THROW(contingency(longs({0, 1}), longs({0, 2}), 2), c10::Error);
  EXPECT_THROW(contingency(longs({0, 1}), longs({0, -2}), 2), c10::Error);
  EXPECT_THROW(contingency(longs({0, 1}), longs({0}), 2), c10::Error);
  EXPECT_THROW(contingency(longs({}), longs({}), 2), c10::Error);
  EXPECT_THROW(contingency(at::ones({2}), longs({0, 0}), 2), c10::Error);
}

TEST(Contingency, CountsApartWhatIsInNoCluster) {
  const Contingency table = contingency(longs({0, 2, 2, 2, 0}), longs({1, -1, -1, 0, -1}), 2);
  EXPECT_TRUE(at::equal(table.counts, longs({0, 1, 1, 0}).view({2, 2})));
  EXPECT_TRUE(at::equal(table.unassigned, longs({1, 2})));
  EXPECT_EQ(table.majority, (std::vector<std::int64_t>{2, 0}));
}

TEST(ClusterSizes, LeaveOutWhatIsInNoCluster) {
  EXPECT_TRUE(at::equal(cluster_sizes(longs({-1, 0, -1, 2}), 3), longs({1, 0, 1})));
  EXPECT_TRUE(at::equal(cluster_sizes(longs({-1}), 2), longs({0, 0})));
}

TEST(ClusterSizes, CountEmptyClustersAsZero) {
  EXPECT_TRUE(at::equal(cluster_sizes(longs({3, 0, 3}), 5), longs({1, 0, 0, 2, 0})));
}

}  // namespace
}  // namespace codegrid
