#include "cluster/spectral/normalized_adjacency.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"
#include "cluster/graph/graphs.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

at::Tensor block_of(std::int64_t rows, std::int64_t width, std::uint64_t seed = 3) {
  return normal({rows, width}, seed).to(at::kDouble);
}

TEST(NormalizedAdjacency, DividesWeightsByTheRootsOfTheStrengths) {
  const WeightedGraph graph = make_graph(4, {{0, 1, 1.F}, {1, 2, 0.5F}});
  const at::Tensor matrix = NormalizedAdjacency(graph).dense();
  EXPECT_DOUBLE_EQ(matrix[0][1].item<double>(), 1 / std::sqrt(1 * 1.5));
  EXPECT_DOUBLE_EQ(matrix[1][2].item<double>(), 0.5 / std::sqrt(1.5 * 0.5));
  EXPECT_TRUE(at::allclose(matrix, matrix.t()));
  EXPECT_EQ(matrix[3].abs().sum().item<double>(), 0) << "a node without an edge";
}

TEST(NormalizedAdjacency, AppliesToABlockWhatItsDenseFormDoes) {
  const WeightedGraph graph = ring_of_cliques(5, 4);
  const NormalizedAdjacency matrix(graph);
  const at::Tensor from = block_of(20, 3);
  const at::Tensor to = block_of(20, 3, 4);
  const at::Tensor expected = 2 * at::mm(matrix.dense(), from) - 3 * from + 0.5 * to;
  matrix.apply(from, {2, -3, 0.5}, to);
  EXPECT_TRUE(at::allclose(to, expected, 1e-12, 1e-12));
}

TEST(NormalizedAdjacency, KeepsTheRootsOfTheStrengths) {
  const WeightedGraph graph = ring_of_cliques(4, 5);
  at::Tensor roots = at::empty({20, 1}, at::kDouble);
  for (std::int64_t i = 0; i < 20; ++i)
    roots[i][0] = std::sqrt(graph.strengths[static_cast<std::size_t>(i)]);
  const at::Tensor images = at::zeros_like(roots);
  NormalizedAdjacency(graph).apply(roots, {}, images);
  EXPECT_TRUE(at::allclose(images, roots, 1e-12, 1e-12)) << "the eigenvector of 1";
}

TEST(NormalizedAdjacency, GivesTheSameBitsOnAnyNumberOfThreads) {
  const WeightedGraph graph = ring_of_cliques(300, 5);
  const NormalizedAdjacency matrix(graph);
  const at::Tensor from = block_of(1500, 7);
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    at::Tensor to = at::ones_like(from);
    matrix.apply(from, {2, 1, 1}, to);
    return to;
  };
  EXPECT_TRUE(at::equal(on_threads(1), on_threads(3)));
}

TEST(NormalizedAdjacency, ChecksItsCaller) {
  const WeightedGraph graph = ring_of_cliques(2, 3);
  const NormalizedAdjacency matrix(graph);
  const at::Tensor block = block_of(6, 2);
  EXPECT_THROW(matrix.apply(block, {}, block), c10::Error);
  EXPECT_THROW(matrix.apply(block, {}, block_of(6, 3)), c10::Error);
  EXPECT_THROW(matrix.apply(block_of(5, 2), {}, block_of(5, 2)), c10::Error);
  EXPECT_THROW(matrix.apply(block_of(2, 6).t(), {}, block), c10::Error);
}

}  // namespace
}  // namespace codegrid
