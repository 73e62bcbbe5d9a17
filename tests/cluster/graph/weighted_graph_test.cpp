#include "cluster/graph/weighted_graph.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

NeighborLists lists_of(const std::vector<std::int32_t>& indices, std::int64_t width) {
  const at::Tensor all = at::tensor(indices, at::kInt).view({-1, width});
  return {all, at::ones(all.sizes())};
}

float weight(const WeightedGraph& graph, std::int32_t from, std::int32_t to) {
  for (const WeightedGraph::Edge& edge : graph.row(from))
    if (edge.to == to) return edge.weight;
  return 0;
}

// 0 and 1 name each other, 2 names both, 3 names 2 and 0.
const NeighborLists kLists = lists_of({1, 2, 0, 2, 0, 1, 2, 0}, 2);

TEST(WeightedGraph, ConnectsWhereOneNamesTheOtherByWhatBothHave) {
  const WeightedGraph graph = connect_neighbors(kLists, EdgeWeights::kJaccard);
  ASSERT_EQ(graph.nodes(), 4);
  EXPECT_EQ(weight(graph, 0, 1), 1);     // {0, 1, 2} both
  EXPECT_EQ(weight(graph, 3, 2), 0.5F);  // {2, 0} of {0, 1, 2, 3}
  EXPECT_EQ(weight(graph, 2, 3), 0.5F);  // though only 3 names 2
  EXPECT_EQ(weight(graph, 1, 3), 0);     // neither names the other
  EXPECT_DOUBLE_EQ(graph.strengths[3], 1);
  EXPECT_DOUBLE_EQ(graph.total, 2 * (3 + 2 * 0.5));
}

TEST(WeightedGraph, CountsSharedNeighborsByHalfWhereOnlyOneNamesTheOther) {
  const WeightedGraph graph = connect_neighbors(kLists, EdgeWeights::kSharedNeighbors);
  EXPECT_EQ(weight(graph, 0, 1), 1);  // 3 of 3
  EXPECT_FLOAT_EQ(weight(graph, 2, 3), 1.F / 3);
  EXPECT_EQ(weight(graph, 2, 3), weight(graph, 3, 2));
}

TEST(WeightedGraph, LeavesOutNeighborsThatWereNotFound) {
  const WeightedGraph graph =
      connect_neighbors(lists_of({1, -1, 0, -1, -1, -1}, 2), EdgeWeights::kJaccard);
  EXPECT_EQ(weight(graph, 0, 1), 1);
  EXPECT_TRUE(graph.row(2).empty());
  EXPECT_EQ(graph.strengths[2], 0);
}

TEST(WeightedGraph, HasEveryEdgeInTheRowsOfBothAndIsTheSameOnAnyNumberOfThreads) {
  const NeighborLists lists =
      find_neighbors(normal({1000, 4}), 12, NeighborSearch::kExact, [](double) {});
  for (const EdgeWeights weights : {EdgeWeights::kJaccard, EdgeWeights::kSharedNeighbors}) {
    const auto on_threads = [&](int threads) {
      const ThreadsFor some(threads);
      return connect_neighbors(lists, weights);
    };
    const WeightedGraph graph = on_threads(1);
    for (std::int32_t node = 0; node < graph.nodes(); ++node) {
      EXPECT_TRUE(std::ranges::is_sorted(graph.row(node), {}, &WeightedGraph::Edge::to));
      for (const WeightedGraph::Edge& edge : graph.row(node)) {
        EXPECT_GT(edge.weight, 0);
        EXPECT_LE(edge.weight, 1);
        ASSERT_EQ(weight(graph, edge.to, node), edge.weight);
      }
    }
    const WeightedGraph other = on_threads(3);
    EXPECT_EQ(graph.begins, other.begins);
    EXPECT_EQ(graph.strengths, other.strengths);
  }
}

}  // namespace
}  // namespace codegrid
