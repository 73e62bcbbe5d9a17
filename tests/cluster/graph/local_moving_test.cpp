#include "cluster/graph/local_moving.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "cluster/graph/graphs.hpp"

namespace codegrid {
namespace {

Communities each_alone(std::int32_t nodes) {
  Communities communities(place(nodes));
  std::iota(communities.begin(), communities.end(), 0);
  return communities;
}

TEST(MovingNodes, GainsModularityUntilItEnds) {
  const WeightedGraph graph = ring_of_cliques(8, 5);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    RandomNumbers random(seed);
    Communities communities = each_alone(graph.nodes());
    const double before = modularity(graph, communities, 1);
    move_nodes(graph, 1, random, communities);
    const double reached = modularity(graph, communities, 1);
    EXPECT_GT(reached, before + 0.3);
    move_nodes(graph, 1, random, communities);
    EXPECT_GE(modularity(graph, communities, 1), reached);
  }
}

TEST(MovingNodes, TakesANodeOutOfACommunityThatItIsNotConnectedTo) {
  const WeightedGraph graph = make_graph(5, {{0, 1}, {0, 2}, {1, 2}, {3, 4}});
  RandomNumbers random(1);
  Communities communities{0, 0, 0, 0, 1};
  move_nodes(graph, 1, random, communities);
  EXPECT_EQ(renumber(communities), 2);
  EXPECT_EQ(communities, (Communities{0, 0, 0, 1, 1}));
}

TEST(Refinement, NeverJoinsWhatLiesInTwoCommunitiesAndPartsAreConnected) {
  // One community of two cliques that have nothing in common, another of one.
  const WeightedGraph graph =
      make_graph(9, {{0, 1}, {0, 2}, {1, 2}, {3, 4}, {3, 5}, {4, 5}, {6, 7}, {6, 8}, {7, 8}});
  const Communities communities{0, 0, 0, 0, 0, 0, 6, 6, 6};
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    RandomNumbers random(seed);
    Communities parts = refine(graph, 1, random, communities);
    EXPECT_EQ(renumber(parts), 3);
    EXPECT_EQ(parts, (Communities{0, 0, 0, 1, 1, 1, 2, 2, 2}));
  }
}

}  // namespace
}  // namespace codegrid
