#include "cluster/graph/graph_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <limits>

#include "cluster/fixtures.hpp"
#include "core/error.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

// `each` points around four far corners, one corner after another, the first with more.
at::Tensor corner_blobs(std::int64_t each) {
  const at::Tensor corners =
      9 * at::tensor({0.F, 0.F, 1.F, 0.F, 0.F, 1.F, 1.F, 1.F, 0.F, 0.F}).view({5, 2});
  return corners.repeat_interleave(each, 0) + 0.5F * normal({5 * each, 2});
}

std::string graph_refusal(const at::Tensor& codes, const GraphOptions& options) {
  try {
    cluster_graph(codes, options, 1);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(GraphClustering, FindsPlantedBlobsTheLargestFirst) {
  const GraphClusters found = cluster_graph(corner_blobs(60), {.k = 4, .neighbors = 10}, 1);
  EXPECT_EQ(found.k, 4);
  const at::Tensor rows = found.assignments.view({5, 60});
  EXPECT_TRUE(rows.eq(rows.slice(1, 0, 1)).all().item<bool>());
  EXPECT_TRUE(at::equal(rows[0], at::zeros({60}, at::kLong))) << "the corner with 120 points";
  EXPECT_TRUE(at::equal(rows[4], rows[0]));
  EXPECT_EQ(std::get<0>(at::_unique(rows)).numel(), 4);
  EXPECT_TRUE(at::equal(found.agreement.shares, at::ones({300})));
}

TEST(GraphClustering, FindsAsManyClustersAsThereAreWhereKIsNotGiven) {
  const GraphClusters found =
      cluster_graph(corner_blobs(60), {.neighbors = 30, .resolution = 0.2}, 1);
  EXPECT_EQ(found.k, 4);
  EXPECT_GT(found.modularity, 0.5);
  ASSERT_FALSE(found.records.empty());
  EXPECT_EQ(found.records.back().clusters, 4);
}

TEST(GraphClustering, GivesExactlyKClusters) {
  const at::Tensor codes = corner_blobs(40);
  for (const std::int64_t k : {1, 2, 3, 17, 100, 200}) {
    const GraphClusters found = cluster_graph(codes, {.k = k, .neighbors = 8}, 1);
    EXPECT_EQ(found.k, k);
    EXPECT_EQ(std::get<0>(at::_unique(found.assignments)).numel(), k);
  }
}

TEST(GraphClustering, MeasuresMembersByTheirNeighborsInTheSameCluster) {
  // Of the two neighbors of 10, and of 11, one lies with the others.
  const at::Tensor codes = at::tensor({0.F, 1.F, 2.F, 10.F, 11.F}).unsqueeze(1);
  const GraphClusters found = cluster_graph(codes, {.k = 2, .neighbors = 2}, 1);
  EXPECT_TRUE(at::equal(found.assignments, longs({0, 0, 0, 1, 1})));
  EXPECT_TRUE(at::equal(found.agreement.shares, at::tensor({1.F, 1.F, 1.F, 0.5F, 0.5F})));
  EXPECT_TRUE(at::equal(found.agreement.distances, at::tensor({1.5F, 1.F, 1.5F, 1.F, 1.F})));
}

TEST(GraphClustering, SaysNothingOfTheDistanceToNeighborsWhereNoneIsInTheCluster) {
  const at::Tensor codes = at::tensor({0.F, 1.F, 2.F, 3.F}).unsqueeze(1);
  const GraphClusters found = cluster_graph(codes, {.k = 4, .neighbors = 1}, 1);
  EXPECT_TRUE(at::isnan(found.agreement.distances).all().item<bool>());
  EXPECT_TRUE(at::equal(found.agreement.shares, at::zeros({4})));
}

TEST(GraphClustering, FindsTheSameGroupsAtAnyMagnitude) {
  const at::Tensor codes = corner_blobs(40);
  const GraphOptions options{.k = 4, .neighbors = 10};
  const GraphClusters usual = cluster_graph(codes, options, 1);
  for (const float scale : {0x1p-90F, 0x1p-60F, 0x1p70F, 0x1p123F}) {
    const GraphClusters found = cluster_graph(codes * scale, options, 1);
    EXPECT_TRUE(at::equal(found.assignments, usual.assignments)) << scale;
    EXPECT_TRUE(at::equal(found.agreement.distances.to(at::kDouble),
                          usual.agreement.distances.to(at::kDouble) * static_cast<double>(scale)))
        << scale;
  }
  const at::Tensor with_huge = at::cat({at::full({200, 1}, 1e38F), codes * 1e-3F}, 1);
  EXPECT_TRUE(at::equal(cluster_graph(with_huge, options, 1).assignments, usual.assignments));
}

// Blobs of very unequal size and single codes far from all: what a great resolution makes crumbs
// of.
TEST(GraphClustering, GivesMoreClustersThanAResolutionFindsWithoutCrumbs) {
  const at::Tensor codes =
      at::cat({normal({1500, 2}), 9 + normal({300, 2}, 4), 40 * normal({20, 2}, 5)});
  const GraphClusters natural = cluster_graph(codes, {}, 1);
  for (const std::int64_t more : {2, 10, 20}) {
    const std::int64_t k = natural.k + more;
    const GraphClusters found = cluster_graph(codes, {.k = k}, 1);
    EXPECT_EQ(found.k, k);
    EXPECT_GT(found.resolution, 1);
    EXPECT_EQ(found.records.front().resolution, 1);
    EXPECT_GE(at::bincount(found.assignments).min().item<std::int64_t>(), 1820 / (4 * k));
  }
  EXPECT_EQ(cluster_graph(codes, {.k = natural.k - 2}, 1).resolution, 1);
}

TEST(GraphClustering, GivesTheSameBytesForTheSameSeedOnAnyNumberOfThreads) {
  const at::Tensor codes = normal({3000, 6});
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return cluster_graph(codes, {}, 5);
  };
  const GraphClusters first = on_threads(1);
  for (const int threads : {2, 3}) {
    const GraphClusters other = on_threads(threads);
    EXPECT_TRUE(at::equal(first.assignments, other.assignments));
    EXPECT_TRUE(at::equal(first.agreement.distances, other.agreement.distances));
    EXPECT_EQ(first.modularity, other.modularity);
  }
}

TEST(GraphClustering, TellsWhatItIsDoing) {
  std::vector<std::string> stages;
  const auto note = [&](std::string_view stage, std::optional<double> done) {
    EXPECT_EQ(done.has_value(), stage == "neighbors");
    EXPECT_GE(done.value_or(0), 0);
    EXPECT_LE(done.value_or(0), 1);
    if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
  };
  cluster_graph(corner_blobs(20), {.neighbors = 5, .resolution = 0.5}, 1, note);
  ASSERT_GE(stages.size(), 4U);
  stages.resize(4);
  EXPECT_EQ(stages, (std::vector<std::string>{"neighbors", "graph of neighbors",
                                              "communities at resolution 0.5: iteration 1",
                                              "communities at resolution 0.5: iteration 2"}));
}

TEST(GraphClustering, RefusesWhatItCannotCluster) {
  EXPECT_EQ(graph_refusal(normal({15, 2}), {}),
            "graph: found 15 codes for 15 neighbors of each; expected more codes than neighbors. "
            "Lower clustering.neighbors or give more images.");
  EXPECT_EQ(graph_refusal(normal({20, 2}), {.k = 21}),
            "graph: found k = 21 clusters for 20 codes; expected k of at most the number of codes. "
            "Lower clustering.k or give more images.");
  EXPECT_EQ(graph_refusal(at::ones({20, 2}), {}),
            "graph: found 20 codes that are all equal; expected different ones. Look at the "
            "encoder: it gives different images the same code (or, with clustering.normalize l2, "
            "the same direction).");
  at::Tensor codes = normal({20, 2});
  codes[7][1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(graph_refusal(codes, {}),
            "graph: found NaN or infinity in 1 of 20 codes, first in code 7; expected finite "
            "numbers. Look at the encoder's weights: training may have diverged.");
}

TEST(GraphClustering, ChecksItsCaller) {
  EXPECT_THROW(cluster_graph(normal({20, 2}), {.k = 0}, 1), c10::Error);
  EXPECT_THROW(cluster_graph(normal({20, 2}), {.neighbors = 0}, 1), c10::Error);
  EXPECT_THROW(cluster_graph(normal({20, 2}), {.resolution = 0}, 1), c10::Error);
  EXPECT_THROW(cluster_graph(normal({20, 2}).to(at::kDouble), {}, 1), c10::Error);
  EXPECT_THROW(cluster_graph(at::ones({20}), {}, 1), c10::Error);
}

}  // namespace
}  // namespace codegrid
