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

// [N, N] double: how often each names another one, itself among them.
at::Tensor matrix_of(const std::vector<NeighborLists>& sets) {
  const std::int64_t count = sets[0].count();
  at::Tensor matrix = at::eye(count, at::kDouble) * static_cast<double>(sets.size());
  for (const NeighborLists& lists : sets) {
    for (std::int64_t i = 0; i < count; ++i) {
      for (std::int64_t j = 0; j < lists.width(); ++j) {
        const auto to = lists.indices[i][j].item<std::int32_t>();
        if (to >= 0) matrix[i][to] += 1;
      }
    }
  }
  return matrix;
}

TEST(WeightedGraph, OfSeveralSetsIsWhatTheSumOfTheirMatricesGives) {
  std::vector<NeighborLists> sets;
  for (const std::uint64_t seed : {1, 2, 3})
    sets.push_back(find_neighbors(normal({40, 3}, seed), 6, NeighborSearch::kExact, [](double) {}));
  sets[1].indices[7].fill_(-1);  // takes no part there
  const at::Tensor a = matrix_of(sets);
  const at::Tensor named = a + a.t();
  const at::Tensor shared = named / 2 * a.matmul(a.t()) / (27 * 7);
  const WeightedGraph by_number = connect_neighbors(sets, EdgeWeights::kSharedNeighbors);
  const WeightedGraph by_share = connect_neighbors(sets, EdgeWeights::kJaccard);
  for (std::int32_t i = 0; i < 40; ++i) {
    for (std::int32_t j = 0; j < 40; ++j) {
      const bool is_edge = i != j && named[i][j].item<double>() > 0;
      const at::Tensor least = at::minimum(a[i], a[j]).sum();
      const at::Tensor share = least / at::maximum(a[i], a[j]).sum();
      ASSERT_FLOAT_EQ(weight(by_number, i, j),
                      is_edge ? static_cast<float>(shared[i][j].item<double>()) : 0.F);
      ASSERT_FLOAT_EQ(weight(by_share, i, j),
                      is_edge ? static_cast<float>(share.item<double>()) : 0.F);
    }
  }
}

TEST(WeightedGraph, OfTheSameSetTwiceIsThatOfOne) {
  const NeighborLists lists =
      find_neighbors(normal({200, 4}), 9, NeighborSearch::kExact, [](double) {});
  for (const EdgeWeights weights : {EdgeWeights::kJaccard, EdgeWeights::kSharedNeighbors}) {
    const WeightedGraph once = connect_neighbors(lists, weights);
    const WeightedGraph twice = connect_neighbors(std::vector{lists, lists}, weights);
    EXPECT_EQ(once.begins, twice.begins);
    EXPECT_EQ(once.strengths, twice.strengths);
    EXPECT_EQ(once.total, twice.total);
  }
}

TEST(WeightedGraph, TakesNoListsOfOtherSizesAndNotMoreSetsThanItCounts) {
  const NeighborLists other = lists_of({1, 0}, 1);
  EXPECT_THROW(connect_neighbors(std::vector{kLists, other}, EdgeWeights::kJaccard), c10::Error);
  EXPECT_THROW(connect_neighbors(std::vector(256, other), EdgeWeights::kJaccard), c10::Error);
  EXPECT_EQ(connect_neighbors(std::vector(255, other), EdgeWeights::kJaccard).nodes(), 2);
  EXPECT_THROW(connect_neighbors(std::vector<NeighborLists>(), EdgeWeights::kJaccard), c10::Error);
}

}  // namespace
}  // namespace codegrid
