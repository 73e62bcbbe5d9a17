#include "cluster/graph/communities.hpp"

#include <gtest/gtest.h>

#include "cluster/graph/graphs.hpp"

namespace codegrid {
namespace {

// Two triangles with one edge between them.
WeightedGraph triangles() {
  return make_graph(6, {{0, 1}, {0, 2}, {1, 2}, {3, 4}, {3, 5}, {4, 5}, {2, 3}});
}

TEST(Modularity, HasTheValuesOfCountingByHand) {
  const WeightedGraph graph = triangles();
  // Of 14 ends, 12 lie within; each triangle has 7.
  EXPECT_DOUBLE_EQ(modularity(graph, {0, 0, 0, 1, 1, 1}, 1), 12. / 14 - 2 * 49. / 196);
  EXPECT_DOUBLE_EQ(modularity(graph, {0, 0, 0, 1, 1, 1}, 2), 12. / 14 - 2 * 2 * 49. / 196);
  EXPECT_DOUBLE_EQ(modularity(graph, {0, 0, 0, 0, 0, 0}, 1), 0);
  EXPECT_DOUBLE_EQ(modularity(graph, {0, 1, 2, 3, 4, 5}, 1), -(4 * 4. + 2 * 9.) / 196);
  EXPECT_EQ(modularity(make_graph(3, {}), {0, 1, 2}, 1), 0);
}

TEST(Modularity, OfAnAggregateIsThatOfTheGraph) {
  const WeightedGraph graph = ring_of_cliques(6, 4);
  Communities communities;
  for (std::int32_t node = 0; node < 24; ++node) communities.push_back(node / 4);
  const WeightedGraph coarse = aggregate(graph, communities, 6);
  EXPECT_EQ(coarse.nodes(), 6);
  EXPECT_EQ(coarse.row(0).size(), 2U);
  EXPECT_EQ(coarse.total, graph.total);
  EXPECT_DOUBLE_EQ(
      modularity(coarse, {0, 0, 1, 1, 2, 2}, 1),
      modularity(graph, {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2},
                 1));
}

TEST(Communities, AreNumberedByTheirFirstNodesOrBySize) {
  Communities communities{7, 3, 3, 9, 9, 7, 9};
  EXPECT_EQ(renumber(communities), 3);
  EXPECT_EQ(communities, (Communities{0, 1, 1, 2, 2, 0, 2}));
  EXPECT_EQ(renumber_by_size(communities), 3);
  EXPECT_EQ(communities, (Communities{1, 2, 2, 0, 0, 1, 0}));
}

}  // namespace
}  // namespace codegrid
