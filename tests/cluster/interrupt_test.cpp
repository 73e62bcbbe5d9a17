// What takes time looks whether the program is asked to stop.
#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "cluster/assign/most_probable.hpp"
#include "cluster/clustering.hpp"
#include "cluster/fixtures.hpp"
#include "cluster/graph/graphs.hpp"
#include "cluster/graph/leiden.hpp"
#include "cluster/graph/local_moving.hpp"
#include "cluster/graph/merging.hpp"
#include "cluster/graph/neighbors.hpp"
#include "cluster/hdbscan/hdbscan.hpp"
#include "cluster/hdbscan/hierarchies.hpp"
#include "cluster/hdbscan/nearest_foreign.hpp"
#include "cluster/hdbscan/reachability.hpp"
#include "cluster/kmeans/grouping.hpp"
#include "cluster/kmeans/points.hpp"
#include "cluster/kmeans/seeding.hpp"
#include "cluster/measurable_codes.hpp"
#include "cluster/measures/matching.hpp"
#include "cluster/measures/silhouette.hpp"
#include "cluster/mixture/gaussian_mixture.hpp"
#include "cluster/mixture/mixture_pass.hpp"
#include "cluster/mixture/models.hpp"
#include "cluster/spectral/block_algebra.hpp"
#include "cluster/spectral/components.hpp"
#include "cluster/spectral/embedding.hpp"
#include "cluster/spectral/largest_eigenvectors.hpp"
#include "cluster/spherical/spherical_kmeans.hpp"
#include "cluster/unit_length.hpp"
#include "support/stopped.hpp"

namespace codegrid {
namespace {

at::Generator any_generator() { return make_generator(1, Purpose::kKMeans); }

TEST(InterruptDeathTest, StopsEveryStageOfKMeans) {
  const at::Tensor codes = normal({60, 3});
  std::unique_ptr<Points> rows = make_row_points(codes);
  const std::unique_ptr<Points> tensors = make_tensor_points(codes);
  Partition partition = rows->unassigned(4);
  CandidateDistances candidates;
  expect_to_stop({
      [&] { make_measurable("k-means", codes); },
      [&] { make_row_points(codes); },
      [&] { rows->measure(codes); },
      [&] { rows->with_candidates(codes, at::zeros({60}), candidates); },
      [&] { rows->assign(codes.slice(0, 0, 4), partition); },
      [&] { tensors->measure(codes); },
      [&] { tensors->assign(codes.slice(0, 0, 4), partition); },
      [&] { group_alike(codes, 16); },
      [&] { seed_centroids(*rows, 5, any_generator()); },
      [&] { spherical_kmeans(unit_length(codes), {.k = 5}, any_generator()); },
  });
}

TEST(InterruptDeathTest, StopsEveryStageOfTheGraph) {
  const at::Tensor codes = normal({60, 3});
  const NeighborLists lists = find_neighbors(codes, 5, NeighborSearch::kExact, [](double) {});
  const WeightedGraph graph = connect_neighbors(lists, EdgeWeights::kJaccard);
  Communities communities(60);
  for (std::int32_t node = 0; node < 60; ++node) communities[place(node)] = node / 2;
  RandomNumbers random(1);
  expect_to_stop({
      [&] { find_neighbors(codes, 5, NeighborSearch::kExact, [](double) {}); },
      [&] { find_neighbors(codes, 5, NeighborSearch::kHnsw, [](double) {}); },
      [&] { connect_neighbors(lists, EdgeWeights::kJaccard); },
      [&] { modularity(graph, communities, 1); },
      [&] { aggregate(graph, communities, 30); },
      [&] { move_nodes(graph, 1, random, communities); },
      [&] { refine(graph, 1, random, communities); },
      [&] { find_communities(graph, 1, 1); },
      [&] { merge_communities(graph, codes, {.k = 2}, communities); },
  });
}

TEST(InterruptDeathTest, StopsEveryStageOfTheMixture) {
  const at::Tensor codes = normal({60, 2});
  const ColumnScale scale(measure_columns(codes));
  const MixtureModel model = two_components();
  const Densities densities(model);
  MixturePass pass(codes, scale, 2);
  Moments moments(CovarianceKind::kFull, 2, 2);
  pass.collect(densities, moments);
  const std::vector<double> row(static_cast<std::size_t>(moments.stride()));
  const double share = 1;
  const MostProbable mixture(model);
  TilePosteriors posteriors(densities);
  expect_to_stop({
      [&] { measure_columns(codes); },
      [&] { whiten(model.covariances[0].const_data_ptr<double>(), 2); },
      [&] { const Densities again(model); },
      [&] { posteriors.measure(); },
      [&] { moments.add(0, row, &share); },
      [&] { moments.maximize(model, 1e-6); },
      [&] { pass.collect(densities, moments); },
      [&] { pass.collect(at::arange(60) % 2, moments); },
      [&] { pass.label(densities); },
      [&] { mixture.assign(codes, std::vector<std::optional<std::int64_t>>(60)); },
      [&] { gaussian_mixture(codes, {.k = 2}, any_generator()); },
  });
}

TEST(InterruptDeathTest, StopsEveryStageOfSpectral) {
  const WeightedGraph graph = ring_of_cliques(12, 5);
  const NormalizedAdjacency matrix(graph);
  const Components components = find_components(make_graph(60, {{0, 1}}));
  const at::Tensor block = normal({60, 5}).to(at::kDouble);
  const at::Tensor images = at::zeros_like(block);
  Communities groups(60, 0);
  expect_to_stop({
      [&] { find_components(graph); },
      [&] { take_components(graph, components, 1); },
      [&] {
        join_nearest_groups(normal({60, 2}), components, 1, groups);
      },
      [&] { matrix.apply(block, {}, images); },
      [&] { products(block, block); },
      [&] { rotate(block, at::eye(5, at::kDouble)); },
      [&] { residuals(block, block, at::ones({5}, at::kDouble)); },
      [&] { find_largest_eigenvectors(matrix, {}, 1); },
      [&] { find_largest_eigenvectors(matrix, {.most_dense = 0}, 1); },
      [&] {
        group_embedding(graph, {at::ones({5}, at::kDouble), block}, 3, 1, any_generator(),
                        [](std::int64_t) {});
      },
  });
}

TEST(InterruptDeathTest, StopsEveryStageOfHdbscan) {
  const Reachability of(normal({60, 3}), 4, 5);
  const NearestForeign search(of.reach);
  const std::vector<std::int32_t> queries{1, 2};
  const std::vector<float> bounds{9, 9};
  const Communities components(60, 0);
  expect_to_stop({
      [&] { search.find(queries, bounds, components); },
      [&] { find_spanning_tree(of.reach, of.lists, [](std::int64_t) {}); },
      [&] { condense(chain(60), 5); },
      [&] {
        cluster_hdbscan(normal({60, 3}), {});
      },
  });
}

TEST(InterruptDeathTest, StopsEveryMeasure) {
  const at::Tensor codes = normal({60, 3});
  expect_to_stop({
      [&] { silhouette(codes, at::arange(60) % 3, 100, any_generator()); },
      [&] {
        best_match(at::ones({3, 4}, at::kLong));
      },
  });
}

}  // namespace
}  // namespace codegrid
