#include "cluster/clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/mixture/gaussian_mixture.hpp"
#include "cluster/spherical/spherical_kmeans.hpp"
#include "cluster/unit_length.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

at::Generator clustering_generator() { return make_generator(1, Purpose::kKMeans); }

TEST(Clustering, ByKMeansIsWhatKMeansFound) {
  const at::Tensor codes = normal({500, 4});
  ClusteringOptions options;
  options.kmeans.k = 5;
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  const KMeansResult expected = kmeans(codes, options.kmeans, clustering_generator());
  EXPECT_EQ(found.method, ClusteringMethod::kKMeans);
  EXPECT_EQ(found.k, 5);
  EXPECT_TRUE(at::equal(found.assignments, expected.assignments));
  EXPECT_TRUE(at::equal(found.centroids, expected.centroids));
  EXPECT_TRUE(at::equal(found.atypicality, expected.distances));
  ASSERT_EQ(found.figures.size(), 1U);
  EXPECT_EQ(found.figures[0].name, "distance");
  EXPECT_EQ(found.score.name, "inertia");
  EXPECT_EQ(found.score.value, expected.inertia);
  EXPECT_EQ(found.records.rows.size(), expected.records.size());
}

ClusteringOptions by_spherical_kmeans_of(std::int64_t k) {
  ClusteringOptions options;
  options.method = ClusteringMethod::kSphericalKMeans;
  options.spherical_kmeans.k = k;
  return options;
}

TEST(Clustering, BySphericalKMeansIsWhatThatFound) {
  const at::Tensor codes = unit_length(normal({500, 4}));
  const ClusteringOptions options = by_spherical_kmeans_of(5);
  EXPECT_EQ(options.normalize(), Normalize::kL2);
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  const SphericalClusters expected =
      spherical_kmeans(codes, options.spherical_kmeans, clustering_generator());
  EXPECT_EQ(found.method, ClusteringMethod::kSphericalKMeans);
  EXPECT_EQ(found.k, 5);
  EXPECT_TRUE(at::equal(found.assignments, expected.assignments));
  EXPECT_TRUE(at::equal(found.centroids, expected.centroids));
  EXPECT_TRUE(at::equal(found.atypicality, expected.distances));
  ASSERT_EQ(found.figures.size(), 1U);
  EXPECT_EQ(found.figures[0].name, "cosine_distance");
  EXPECT_EQ(found.score.name, "mean_cosine");
  EXPECT_EQ(found.score.value, expected.mean_cosine);
  EXPECT_EQ(found.records.columns[2], "mean_cosine");
  EXPECT_EQ(found.records.rows.size(), expected.records.size());
  EXPECT_TRUE(found.notes.empty());
}

TEST(Clustering, BySphericalKMeansLeavesCodesOfZerosInNoCluster) {
  const at::Tensor others = unit_length(normal({40, 3}));
  const at::Tensor codes = at::cat({others.slice(0, 0, 5), at::zeros({1, 3}), others.slice(0, 5)});
  const ClusteringOptions options = by_spherical_kmeans_of(4);
  const Clustering expected = cluster_codes(others, options, clustering_generator());
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  EXPECT_EQ(found.assignments[5].item<std::int64_t>(), -1);
  EXPECT_TRUE(std::isnan(found.figures[0].values[5].item<float>()));
  EXPECT_TRUE(at::equal(found.assignments.slice(0, 6), expected.assignments.slice(0, 5)));
  EXPECT_TRUE(at::equal(found.centroids, expected.centroids));
  EXPECT_EQ(found.notes,
            (std::vector<std::string>{"note: 1 of 41 codes is only zeros, first code 5: without a "
                                      "direction, and as clustering.normalize is l2, it is in no "
                                      "cluster"}));
  at::Tensor few = at::zeros({40, 3});
  few.slice(0, 37) = unit_length(normal({3, 3}));
  EXPECT_STREQ(
      error_of([&] { cluster_codes(few, options, clustering_generator()); }).what(),
      "spherical k-means: found only zeros in 37 of 40 codes, first in code 0; expected a "
      "direction in 4 or more, one for each cluster. Lower clustering.k, or look at the encoder.");
}

TEST(Clustering, ByAGaussianMixtureIsWhatThatFound) {
  const at::Tensor codes = normal({500, 4});
  ClusteringOptions options;
  options.method = ClusteringMethod::kGaussianMixture;
  options.gaussian_mixture.k = 5;
  std::vector<std::string> stages;
  const Clustering found = cluster_codes(
      codes, options, clustering_generator(),
      [&](std::string_view stage, std::optional<double>) { stages.emplace_back(stage); });
  const MixtureClusters expected =
      gaussian_mixture(codes, options.gaussian_mixture, clustering_generator());
  EXPECT_EQ(found.method, ClusteringMethod::kGaussianMixture);
  EXPECT_EQ(options.normalize(), Normalize::kNone);
  EXPECT_EQ(found.k, 5);
  EXPECT_TRUE(at::equal(found.assignments, expected.assignments));
  EXPECT_TRUE(at::equal(found.centroids, expected.means));
  EXPECT_TRUE(at::equal(found.atypicality, expected.distances));
  ASSERT_EQ(found.figures.size(), 2U);
  EXPECT_EQ(found.figures[0].name, "probability");
  EXPECT_TRUE(at::equal(found.figures[0].values, expected.probabilities));
  EXPECT_EQ(found.figures[1].name, "mahalanobis_distance");
  EXPECT_EQ(found.score.name, "mean_log_likelihood");
  EXPECT_EQ(found.score.value, expected.mean_log_likelihood);
  EXPECT_EQ(found.bic, expected.bic);
  ASSERT_TRUE(found.mixture);
  EXPECT_TRUE(at::equal(found.mixture->covariances, expected.model.covariances));
  EXPECT_EQ(found.records.rows.size(), expected.records.size());
  EXPECT_EQ(found.notes, expected.notes);
  ASSERT_EQ(stages.size(), 1 + expected.records.size());
  EXPECT_EQ(stages[0], "gaussian mixture: k-means");
  EXPECT_EQ(stages[1], "gaussian mixture: iteration 1 of at most 100");
}

TEST(Clustering, ByTheGraphHasNoCentroidsAndRanksMembersByAgreementThenDistance) {
  ClusteringOptions options;
  options.method = ClusteringMethod::kGraph;
  const at::Tensor codes = unit_length(normal({400, 3}));
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  EXPECT_EQ(found.method, ClusteringMethod::kGraph);
  EXPECT_FALSE(found.centroids.defined());
  EXPECT_EQ(found.score.name, "modularity");
  EXPECT_EQ(found.assignments.max().item<std::int64_t>(), found.k - 1);
  ASSERT_EQ(found.figures.size(), 2U);
  EXPECT_EQ(found.figures[0].name, "neighbor_distance");
  EXPECT_EQ(found.figures[1].name, "agreement");
  const at::Tensor order = at::argsort(found.atypicality);
  const at::Tensor distances = found.figures[0].values.index_select(0, order);
  const at::Tensor agreement = found.figures[1].values.index_select(0, order);
  for (std::int64_t i = 1; i < 400; ++i) {
    ASSERT_LE(agreement[i].item<float>(), agreement[i - 1].item<float>());
    if (agreement[i].equal(agreement[i - 1]) && agreement[i].item<float>() > 0) {
      ASSERT_GE(distances[i].item<float>(), distances[i - 1].item<float>());
    }
  }
}

ClusteringOptions by_graph_of(std::int64_t neighbors) {
  ClusteringOptions options;
  options.method = ClusteringMethod::kGraph;
  options.graph.neighbors = neighbors;
  return options;
}

TEST(Clustering, ByTheGraphLeavesCodesOfZerosAtUnitLengthInNoCluster) {
  const at::Tensor others = unit_length(normal({40, 3}));
  const at::Tensor zeros = at::zeros({1, 3});
  const at::Tensor codes =
      at::cat({others.slice(0, 0, 5), zeros, others.slice(0, 5, 8), zeros, others.slice(0, 8)});
  const at::Tensor rows = at::nonzero(codes.ne(0).any(1)).flatten();
  ClusteringOptions options = by_graph_of(15);
  const Clustering expected = cluster_codes(others, options, clustering_generator());
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  EXPECT_TRUE(at::equal(found.assignments.index_select(0, rows), expected.assignments));
  EXPECT_TRUE(at::equal(found.atypicality.index_select(0, rows), expected.atypicality));
  EXPECT_EQ(found.k, expected.k);
  for (const std::int64_t zero : {5, 9}) {
    EXPECT_EQ(found.assignments[zero].item<std::int64_t>(), -1);
    for (const MemberFigure& figure : found.figures)
      EXPECT_TRUE(std::isnan(figure.values[zero].item<float>()));
  }
  EXPECT_EQ(found.notes,
            (std::vector<std::string>{"note: 2 of 42 codes are only zeros, first code 5: without a "
                                      "direction, and as clustering.normalize is l2, they are in "
                                      "no cluster"}));
  options.graph.normalize = Normalize::kNone;
  const Clustering as_they_are = cluster_codes(codes, options, clustering_generator());
  EXPECT_EQ(as_they_are.assignments.min().item<std::int64_t>(), 0);
  EXPECT_TRUE(as_they_are.notes.empty());
}

TEST(Clustering, ByTheGraphRefusesCodesOfZerosWhereTooFewOthersAreLeft) {
  at::Tensor codes = at::zeros({40, 3});
  codes.slice(0, 30) = unit_length(normal({10, 3}));
  const Error error =
      error_of([&] { cluster_codes(codes, by_graph_of(10), clustering_generator()); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "graph: found only zeros in 30 of 40 codes, first in code 0; expected a direction "
               "in 11 or more, as clustering.normalize is l2. Set it to none, or look at the "
               "encoder.");
  EXPECT_EQ(cluster_codes(codes, by_graph_of(9), clustering_generator())
                .assignments.lt(0)
                .sum()
                .item<std::int64_t>(),
            30);
}

TEST(Clustering, ByTheGraphSaysAtWhichResolutionKClustersWereFound) {
  ClusteringOptions options = by_graph_of(15);
  const at::Tensor codes = unit_length(normal({400, 3}));
  const Clustering natural = cluster_codes(codes, options, clustering_generator());
  EXPECT_EQ(natural.resolution, 1.0);
  EXPECT_TRUE(natural.notes.empty());
  options.graph.k = natural.k + 3;
  const Clustering more = cluster_codes(codes, options, clustering_generator());
  ASSERT_TRUE(more.resolution);
  EXPECT_GT(*more.resolution, 1);
  ASSERT_EQ(more.notes.size(), 1U);
  EXPECT_EQ(more.notes[0],
            fmt::format("note: resolution 1 gives fewer than {} clusters of a fair size; these are "
                        "of resolution {:.4g}",
                        more.k, *more.resolution));
}

ClusteringOptions by_spectral_of(std::int64_t neighbors) {
  ClusteringOptions options;
  options.method = ClusteringMethod::kSpectral;
  options.spectral.k = 3;
  options.spectral.neighbors = neighbors;
  options.spectral.n_init = 2;
  return options;
}

TEST(Clustering, BySpectralHasTheGraphsFiguresAndTheEigenvalues) {
  const Clustering found =
      cluster_codes(unit_length(normal({200, 3})), by_spectral_of(10), clustering_generator());
  EXPECT_EQ(found.method, ClusteringMethod::kSpectral);
  EXPECT_EQ(found.k, 3);
  EXPECT_FALSE(found.centroids.defined());
  EXPECT_EQ(found.score.name, "modularity");
  ASSERT_EQ(found.figures.size(), 2U);
  EXPECT_EQ(found.figures[1].name, "agreement");
  ASSERT_TRUE(found.spectrum);
  EXPECT_EQ(found.spectrum->eigenvalues.size(), 5U);
  EXPECT_FALSE(found.resolution);
  const at::Tensor most_typical = found.figures[1].values[found.atypicality.argmin()];
  EXPECT_EQ(most_typical.item<float>(), found.figures[1].values.max().item<float>());
  ASSERT_EQ(found.records.rows.size(), 3U) << "for 3, 4 and 5 eigenvectors";
  for (const auto& row : found.records.rows) EXPECT_EQ(row.size(), found.records.columns.size());
}

TEST(Clustering, BySpectralLeavesCodesOfZerosAtUnitLengthInNoCluster) {
  const at::Tensor others = unit_length(normal({40, 3}));
  const at::Tensor codes = at::cat({others.slice(0, 0, 5), at::zeros({1, 3}), others.slice(0, 5)});
  const at::Tensor rows = at::nonzero(codes.ne(0).any(1)).flatten();
  ClusteringOptions options = by_spectral_of(8);
  const Clustering expected = cluster_codes(others, options, clustering_generator());
  const Clustering found = cluster_codes(codes, options, clustering_generator());
  EXPECT_TRUE(at::equal(found.assignments.index_select(0, rows), expected.assignments));
  EXPECT_EQ(found.assignments[5].item<std::int64_t>(), -1);
  EXPECT_TRUE(std::isnan(found.figures[0].values[5].item<float>()));
  EXPECT_EQ(found.notes,
            (std::vector<std::string>{"note: 1 of 41 codes is only zeros, first code 5: without a "
                                      "direction, and as clustering.normalize is l2, it is in no "
                                      "cluster"}));
  options.spectral.neighbors = 40;
  EXPECT_STREQ(error_of([&] { cluster_codes(codes, options, clustering_generator()); }).what(),
               "spectral: found only zeros in 1 of 41 codes, first in code 5; expected a direction "
               "in 41 or more, as clustering.normalize is l2. Set it to none, or look at the "
               "encoder.");
  options = by_spectral_of(8);
  options.spectral.normalize = Normalize::kNone;
  const Clustering as_they_are = cluster_codes(codes, options, clustering_generator());
  EXPECT_EQ(as_they_are.assignments.min().item<std::int64_t>(), 0);
}

TEST(Clustering, KnowsBeforehandThatThereAreTooFewCodes) {
  ClusteringOptions options;
  options.kmeans.k = 41;
  EXPECT_NO_THROW(require_enough_codes(41, options));
  EXPECT_STREQ(error_of([&] { require_enough_codes(40, options); }).what(),
               "k-means: found k = 41 clusters for 40 codes; expected k of at most the number of "
               "codes. Lower clustering.k or give more images.");
  EXPECT_STREQ(error_of([&] { require_enough_codes(3, by_spherical_kmeans_of(4)); }).what(),
               "spherical k-means: found k = 4 clusters for 3 codes; expected k of at most the "
               "number of codes. Lower clustering.k or give more images.");
  options.method = ClusteringMethod::kGaussianMixture;
  options.gaussian_mixture.k = 4;
  EXPECT_STREQ(error_of([&] { require_enough_codes(3, options); }).what(),
               "gaussian mixture: found k = 4 clusters for 3 codes; expected k of at most the "
               "number of codes. Lower clustering.k or give more images.");
  options = by_graph_of(40);
  EXPECT_NO_THROW(require_enough_codes(41, options));
  EXPECT_STREQ(
      error_of([&] { require_enough_codes(40, options); }).what(),
      "graph: found 40 codes for 40 neighbors of each; expected more codes than neighbors. "
      "Lower clustering.neighbors or give more images.");
  options.graph.k = 42;
  EXPECT_STREQ(error_of([&] { require_enough_codes(41, options); }).what(),
               "graph: found k = 42 clusters for 41 codes; expected k of at most the number of "
               "codes. Lower clustering.k or give more images.");
  options = by_spectral_of(40);
  EXPECT_NO_THROW(require_enough_codes(41, options));
  EXPECT_STREQ(
      error_of([&] { require_enough_codes(40, options); }).what(),
      "spectral: found 40 codes for 40 neighbors of each; expected more codes than neighbors. "
      "Lower clustering.neighbors or give more images.");
}

}  // namespace
}  // namespace codegrid
