#include "cluster/hdbscan/condensed_tree.hpp"

#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include "cluster/hdbscan/hierarchies.hpp"

namespace codegrid {
namespace {

TEST(CondensedTree, SplitsWhereBothPartsHaveEnoughMembers) {
  const CondensedTree tree = condense(two_groups_and_an_outlier(), 3);
  ASSERT_EQ(tree.clusters.size(), 3U);
  EXPECT_EQ(tree.clusters[0].size, 9);
  EXPECT_EQ(tree.clusters[0].children, 2);
  EXPECT_DOUBLE_EQ(tree.clusters[0].death, 1.0 / 7);
  EXPECT_DOUBLE_EQ(tree.clusters[0].stability, 1.0 / 17 + 8.0 / 7);
  for (const std::size_t i : {1, 2}) {
    EXPECT_EQ(tree.clusters[i].parent, 0);
    EXPECT_EQ(tree.clusters[i].size, 4);
    EXPECT_EQ(tree.clusters[i].children, 0);
    EXPECT_DOUBLE_EQ(tree.clusters[i].birth, 1.0 / 7);
    EXPECT_DOUBLE_EQ(tree.clusters[i].death, 1);
    EXPECT_DOUBLE_EQ(tree.clusters[i].stability, 4 * (1 - 1.0 / 7));
  }
  EXPECT_EQ(tree.left[8], 0) << "the outlier is noise of the whole";
  EXPECT_DOUBLE_EQ(tree.lambda[8], 1.0 / 17);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(tree.left[i], tree.left[i / 4 * 4]);
    EXPECT_DOUBLE_EQ(tree.lambda[i], 1);
  }
  EXPECT_NE(tree.left[0], tree.left[4]);
}

TEST(CondensedTree, OfPartsThatAreTooSmallIsOneCluster) {
  const CondensedTree tree = condense(two_groups_and_an_outlier(), 5);
  ASSERT_EQ(tree.clusters.size(), 1U);
  EXPECT_DOUBLE_EQ(tree.lambda[0], 1.0 / 7);
  EXPECT_DOUBLE_EQ(tree.clusters[0].death, 1.0 / 7);
}

TEST(CondensedTree, TakesADistanceOf0ForTheLeastOneAbove) {
  std::vector<TreeEdge> edges = chain(4, 0);
  edges.push_back({0.5F, 3, 4});
  const CondensedTree tree = condense(edges, 2);
  for (const double lambda : tree.lambda) EXPECT_DOUBLE_EQ(lambda, 2);
  EXPECT_DOUBLE_EQ(tree.clusters[0].stability, 10);
  EXPECT_THROW(condense(chain(4, 0), 2), c10::Error);
}

TEST(CondensedTree, OfALongChainTakesNoStackOfThatDepth) {
  std::vector<TreeEdge> edges;
  for (std::int32_t i = 1; i < 300'000; ++i) edges.push_back({static_cast<float>(i), i - 1, i});
  const CondensedTree tree = condense(edges, 2);
  EXPECT_EQ(tree.clusters.size(), 1U);
}

TEST(CondensedTree, RefusesWhatIsNoTree) {
  EXPECT_THROW(condense({{1, 0, 1}, {1, 0, 1}}, 2), c10::Error);
  EXPECT_THROW(condense({}, 2), c10::Error);
  EXPECT_THROW(condense(chain(4), 1), c10::Error);
}

}  // namespace
}  // namespace codegrid
