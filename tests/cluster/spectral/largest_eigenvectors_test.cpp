#include "cluster/spectral/largest_eigenvectors.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cluster/fixtures.hpp"
#include "cluster/graph/graphs.hpp"
#include "cluster/graph/neighbors.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kIterated = 0;  // most_dense: no matrix is solved whole

WeightedGraph path_of(std::int32_t nodes) {
  std::vector<WeightedPair> pairs;
  for (std::int32_t i = 0; i + 1 < nodes; ++i) pairs.push_back({i, i + 1});
  return make_graph(nodes, pairs);
}

WeightedGraph cycle_of(std::int32_t nodes) {
  std::vector<WeightedPair> pairs;
  for (std::int32_t i = 0; i < nodes; ++i)
    pairs.push_back({std::min(i, (i + 1) % nodes), std::max(i, (i + 1) % nodes)});
  return make_graph(nodes, pairs);
}

// A graph of neighbors, as it is used.
WeightedGraph of_neighbors(std::int64_t codes) {
  return connect_neighbors(
      find_neighbors(normal({codes, 3}), 8, NeighborSearch::kExact, [](double) {}),
      EdgeWeights::kSharedNeighbors);
}

Eigenvectors largest(const WeightedGraph& graph, const EigenvectorOptions& options) {
  return find_largest_eigenvectors(NormalizedAdjacency(graph), options, 1);
}

// By the whole matrix, not by what the search itself measures.
void expect_eigenvectors(const WeightedGraph& graph, const Eigenvectors& found, double tolerance) {
  const at::Tensor images = at::mm(NormalizedAdjacency(graph).dense(), found.vectors);
  const at::Tensor lengths = (images - found.vectors * found.values).norm(2, 0);
  EXPECT_LE(lengths.max().item<double>(), tolerance);
  EXPECT_NEAR(lengths.max().item<double>(), found.residual, 1e-10);
  const at::Tensor gram = at::mm(found.vectors.t(), found.vectors);
  EXPECT_TRUE(at::allclose(gram, at::eye(gram.size(0), at::kDouble), 0, 1e-10));
}

void expect_values(const WeightedGraph& graph, std::vector<double> expected) {
  std::ranges::sort(expected, std::greater<>());
  const std::int64_t wanted = std::min<std::int64_t>(7, std::ssize(expected));
  for (const std::int64_t most_dense : {kIterated, std::int64_t{1024}}) {
    const Eigenvectors found = largest(graph, {.wanted = wanted, .most_dense = most_dense});
    EXPECT_TRUE(found.converged);
    expect_eigenvectors(graph, found, 1e-6);
    for (std::int64_t i = 0; i < wanted; ++i) {
      EXPECT_NEAR(found.values[i].item<double>(), expected[static_cast<std::size_t>(i)], 1e-9)
          << "number " << i << " of " << graph.nodes() << " nodes";
    }
  }
}

TEST(LargestEigenvectors, OfACycleAreCosinesTwiceEach) {
  for (const std::int32_t nodes : {3, 8, 61}) {
    std::vector<double> expected;
    for (int i = 0; i < nodes; ++i) expected.push_back(std::cos(2 * std::numbers::pi * i / nodes));
    expect_values(cycle_of(nodes), expected);
  }
}

TEST(LargestEigenvectors, OfAPathAreCosines) {
  for (const std::int32_t nodes : {2, 9, 60}) {
    std::vector<double> expected;
    for (int i = 0; i < nodes; ++i)
      expected.push_back(std::cos(std::numbers::pi * i / (nodes - 1)));
    expect_values(path_of(nodes), expected);
  }
}

TEST(LargestEigenvectors, OfACompleteGraphAreOneAndManyTimesTheSame) {
  for (const std::int32_t nodes : {2, 5, 40}) {
    std::vector<double> expected(place(nodes), -1.0 / (nodes - 1));
    expected[0] = 1;
    expect_values(ring_of_cliques(1, nodes), expected);
  }
}

TEST(LargestEigenvectors, HaveAOneForEachComponent) {
  std::vector<WeightedPair> pairs;
  for (std::int32_t first = 0; first < 200; first += 4)
    for (std::int32_t i = 0; i < 4; ++i)
      for (std::int32_t j = i + 1; j < 4; ++j) pairs.push_back({first + i, first + j});
  std::vector<double> expected(200, -1.0 / 3);
  std::fill_n(expected.begin(), 50, 1.0);
  expect_values(make_graph(200, pairs), expected);
  const Eigenvectors all = largest(make_graph(200, pairs), {.wanted = 51, .most_dense = kIterated});
  EXPECT_NEAR(all.values[49].item<double>(), 1, 1e-9);
  EXPECT_NEAR(all.values[50].item<double>(), -1.0 / 3, 1e-9);
}

TEST(LargestEigenvectors, OfNodesWithoutEdgesAreZero) {
  expect_values(make_graph(30, {{0, 1}}), [] {
    std::vector<double> values(30, 0.0);
    values[0] = 1;
    values[1] = -1;
    return values;
  }());
}

TEST(LargestEigenvectors, AreThoseOfTheWholeMatrix) {
  const WeightedGraph graph = of_neighbors(500);
  const Eigenvectors whole = largest(graph, {.wanted = 16});
  const Eigenvectors found = largest(graph, {.wanted = 16, .most_dense = kIterated});
  EXPECT_TRUE(whole.records.empty());
  EXPECT_TRUE(found.converged);
  expect_eigenvectors(graph, found, 1e-6);
  EXPECT_TRUE(at::allclose(found.values, whole.values, 0, 1e-9));
}

TEST(LargestEigenvectors, SayHowFarTheyAreAfterEachIteration) {
  const WeightedGraph graph = of_neighbors(500);
  std::vector<std::int64_t> said;
  const Eigenvectors found = find_largest_eigenvectors(
      NormalizedAdjacency(graph), {.wanted = 5, .most_dense = kIterated}, 1,
      [&](const EigenIteration& record) { said.push_back(record.iteration); });
  ASSERT_EQ(said.size(), found.records.size());
  for (std::size_t i = 0; i < said.size(); ++i) {
    EXPECT_EQ(said[i], static_cast<std::int64_t>(i) + 1);
    if (i == 0) continue;
    EXPECT_GT(found.records[i].products, found.records[i - 1].products);
  }
  EXPECT_EQ(found.records.back().converged, 5);
  EXPECT_EQ(found.records.back().residual, found.residual);
  const Eigenvectors early =
      largest(graph, {.wanted = 5, .most_iterations = 2, .most_dense = kIterated});
  EXPECT_FALSE(early.converged);
  EXPECT_EQ(early.records.size(), 2U);
  expect_eigenvectors(graph, early, early.residual + 1e-10);
  EXPECT_GT(early.residual, 1e-6);
}

TEST(LargestEigenvectors, HaveTheSameBitsForTheSameSeedOnAnyNumberOfThreads) {
  const WeightedGraph graph = of_neighbors(1500);
  const auto on_threads = [&](int threads, std::uint64_t seed) {
    const ThreadsFor some(threads);
    return find_largest_eigenvectors(NormalizedAdjacency(graph), {.wanted = 6}, seed);
  };
  const Eigenvectors first = on_threads(1, 7);
  for (const int threads : {2, 3}) {
    const Eigenvectors other = on_threads(threads, 7);
    EXPECT_TRUE(at::equal(other.values, first.values));
    EXPECT_TRUE(at::equal(other.vectors, first.vectors));
  }
  const Eigenvectors other = on_threads(1, 8);
  EXPECT_FALSE(at::equal(other.vectors, first.vectors));
  EXPECT_TRUE(at::allclose(other.values, first.values, 0, 1e-9));
}

TEST(LargestEigenvectors, CheckTheirCaller) {
  const WeightedGraph graph = cycle_of(5);
  EXPECT_THROW(largest(graph, {.wanted = 0}), c10::Error);
  EXPECT_THROW(largest(graph, {.wanted = 6}), c10::Error);
  EXPECT_THROW(largest(graph, {.tolerance = 0}), c10::Error);
  EXPECT_THROW(largest(graph, {.most_iterations = 0}), c10::Error);
}

}  // namespace
}  // namespace codegrid
