#include "cluster/hdbscan/cluster_selection.hpp"

#include <gtest/gtest.h>

#include "cluster/hdbscan/hierarchies.hpp"

namespace codegrid {
namespace {

TEST(ClusterSelection, KeepsTheGroupsAndLeavesTheOutlierInNone) {
  const SelectedClusters found =
      select_clusters(condense(two_groups_and_an_outlier(), 3), ClusterSelection::kExcessOfMass);
  EXPECT_EQ(found.k, 2);
  EXPECT_EQ(found.assignments[8], -1);
  EXPECT_EQ(found.strengths[8], 0);
  EXPECT_FLOAT_EQ(found.outlier_scores[8], 16.F / 17);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(found.assignments[i], found.assignments[i / 4 * 4]);
    EXPECT_EQ(found.strengths[i], 1);
    EXPECT_EQ(found.outlier_scores[i], 0);
  }
  EXPECT_NE(found.assignments[0], found.assignments[4]);
  EXPECT_EQ(found.numbers[0], -1);
}

// Four groups of five codes, 1 apart; the first two are at `apart` from each other, and so are the
// others; between both pairs it is 50.
std::vector<TreeEdge> two_pairs(float apart) {
  std::vector<TreeEdge> edges;
  for (const std::int32_t first : {0, 5, 10, 15}) {
    const auto group = chain(5, 1, first);
    edges.insert(edges.end(), group.begin(), group.end());
  }
  edges.push_back({apart, 4, 5});
  edges.push_back({apart, 14, 15});
  edges.push_back({50, 9, 10});
  return edges;
}

TEST(ClusterSelection, ByExcessOfMassPrefersWhatLastsLongest) {
  // A pair lasts from 1/50 to 1/apart, with ten codes; its parts from there to 1.
  const auto clusters = [](float apart, ClusterSelection selection) {
    return select_clusters(condense(two_pairs(apart), 3), selection).k;
  };
  EXPECT_EQ(clusters(1.5F, ClusterSelection::kExcessOfMass), 2);
  EXPECT_EQ(clusters(10, ClusterSelection::kExcessOfMass), 4);
  EXPECT_EQ(clusters(1.5F, ClusterSelection::kLeaf), 4);
}

TEST(ClusterSelection, GivesCodesOfASplitClusterTheStrengthOfItsCore) {
  const SelectedClusters found =
      select_clusters(condense(two_pairs(1.5F), 3), ClusterSelection::kExcessOfMass);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(found.assignments[i], found.assignments[i / 10 * 10]);
    EXPECT_EQ(found.strengths[i], 1) << "denser than where the cluster splits";
  }
}

TEST(ClusterSelection, NumbersTheLargestFirst) {
  std::vector<TreeEdge> edges = chain(4);
  const auto larger = chain(6, 1, 4);
  edges.insert(edges.end(), larger.begin(), larger.end());
  edges.push_back({9, 3, 4});
  const SelectedClusters found =
      select_clusters(condense(edges, 3), ClusterSelection::kExcessOfMass);
  EXPECT_EQ(found.assignments[0], 1);
  EXPECT_EQ(found.assignments[9], 0);
}

TEST(ClusterSelection, OfOneGroupIsNone) {
  const SelectedClusters found = select_clusters(condense(chain(20), 3), ClusterSelection::kLeaf);
  EXPECT_EQ(found.k, 0);
  EXPECT_EQ(found.assignments, std::vector<std::int32_t>(20, -1));
}

}  // namespace
}  // namespace codegrid
