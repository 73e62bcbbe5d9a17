#include "cluster/graph/leiden.hpp"

#include <gtest/gtest.h>

#include "cluster/graph/graphs.hpp"

namespace codegrid {
namespace {

TEST(Leiden, FindsTheCliquesOfARing) {
  const WeightedGraph graph = ring_of_cliques(10, 6);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const LeidenResult found = find_communities(graph, 1, seed);
    EXPECT_EQ(found.count, 10);
    for (std::int32_t node = 0; node < graph.nodes(); ++node)
      EXPECT_EQ(found.communities[place(node)], node / 6);
  }
}

// Zachary's karate club (1977): its greatest modularity, 0.4198, is known.
TEST(Leiden, ReachesTheKnownModularityOfTheKarateClub) {
  const std::vector<WeightedPair> pairs{
      {0, 1},   {0, 2},   {0, 3},   {0, 4},   {0, 5},   {0, 6},   {0, 7},   {0, 8},   {0, 10},
      {0, 11},  {0, 12},  {0, 13},  {0, 17},  {0, 19},  {0, 21},  {0, 31},  {1, 2},   {1, 3},
      {1, 7},   {1, 13},  {1, 17},  {1, 19},  {1, 21},  {1, 30},  {2, 3},   {2, 7},   {2, 8},
      {2, 9},   {2, 13},  {2, 27},  {2, 28},  {2, 32},  {3, 7},   {3, 12},  {3, 13},  {4, 6},
      {4, 10},  {5, 6},   {5, 10},  {5, 16},  {6, 16},  {8, 30},  {8, 32},  {8, 33},  {9, 33},
      {13, 33}, {14, 32}, {14, 33}, {15, 32}, {15, 33}, {18, 32}, {18, 33}, {19, 33}, {20, 32},
      {20, 33}, {22, 32}, {22, 33}, {23, 25}, {23, 27}, {23, 29}, {23, 32}, {23, 33}, {24, 25},
      {24, 27}, {24, 31}, {25, 31}, {26, 29}, {26, 33}, {27, 33}, {28, 31}, {28, 33}, {29, 32},
      {29, 33}, {30, 32}, {30, 33}, {31, 32}, {31, 33}, {32, 33}};
  double best = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    best = std::max(best, find_communities(make_graph(34, pairs), 1, seed).modularity);
  EXPECT_NEAR(best, 0.4198, 1e-4);
}

TEST(Leiden, FindsMoreCommunitiesAtAGreaterResolution) {
  const WeightedGraph graph = ring_of_cliques(40, 4);
  const LeidenResult few = find_communities(graph, 0.2, 1);
  const LeidenResult many = find_communities(graph, 20, 1);
  EXPECT_LT(few.count, many.count);
  EXPECT_LE(few.count, 40);
  EXPECT_EQ(find_communities(graph, 1e6, 1).count, graph.nodes());
}

TEST(Leiden, NeverLosesModularityAndRepeatsItself) {
  const WeightedGraph graph = ring_of_cliques(60, 3);
  const LeidenResult found = find_communities(graph, 1, 7);
  for (std::size_t i = 1; i < found.records.size(); ++i)
    EXPECT_GE(found.records[i].modularity, found.records[i - 1].modularity);
  EXPECT_EQ(found.records.back().modularity, found.modularity);
  EXPECT_DOUBLE_EQ(modularity(graph, found.communities, 1), found.modularity);
  EXPECT_EQ(find_communities(graph, 1, 7).communities, found.communities);
}

TEST(Leiden, LeavesNodesWithoutEdgesAlone) {
  EXPECT_EQ(find_communities(make_graph(4, {}), 1, 1).count, 4);
  EXPECT_EQ(find_communities(make_graph(4, {{1, 2}}), 1, 1).communities, (Communities{0, 1, 1, 2}));
}

TEST(Leiden, EndsWithTheIterationThatBringsLittle) {
  const LeidenResult found = find_communities(ring_of_cliques(200, 4), 1, 3);
  const auto& records = found.records;
  ASSERT_GE(records.size(), 2U);
  for (std::size_t i = 1; i < records.size(); ++i) {
    const double gain = records[i].modularity - records[i - 1].modularity;
    EXPECT_EQ(gain <= kLeastImprovement, i + 1 == records.size());
  }
}

}  // namespace
}  // namespace codegrid
