#include "job/clustering_words.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace codegrid {
namespace {

std::string described_as(ClusteringMethod method, const std::vector<std::int64_t>& widths = {36}) {
  Clustering clustering;
  clustering.method = method;
  clustering.k = 12;
  clustering.assignments = at::zeros({1500}, at::kLong);
  if (method == ClusteringMethod::kHdbscan) clustering.assignments.slice(0, 0, 3).fill_(-1);
  clustering.iterations = 34;
  if (method == ClusteringMethod::kSpectral) clustering.spectrum = Spectrum{14, {}, {}, 0};
  clustering.seconds = 1.5;
  ClusteringOptions options;
  options.method = method;
  options.kmeans.n_init = 1;
  options.spherical_kmeans.k = 7;
  options.gaussian_mixture.covariance = CovarianceKind::kDiagonal;
  return describe_clustering(clustering, widths, options);
}

TEST(ClusteringWords, SayWhatWasDone) {
  EXPECT_EQ(described_as(ClusteringMethod::kKMeans),
            "k-means: 1,500 codes of 36 values, k = 10, 1 start, 1.50 s");
  EXPECT_EQ(described_as(ClusteringMethod::kSphericalKMeans),
            "spherical k-means: 1,500 codes of 36 values, k = 7, 10 starts, 1.50 s");
  EXPECT_EQ(described_as(ClusteringMethod::kGaussianMixture),
            "gaussian mixture: 1,500 codes of 36 values, k = 10, diagonal covariances, 34 "
            "iterations, 1.50 s");
  EXPECT_EQ(described_as(ClusteringMethod::kGraph),
            "graph: 1,500 codes of 36 values, 15 neighbors of each, resolution 1: 12 clusters, "
            "1.50 s");
  EXPECT_EQ(described_as(ClusteringMethod::kSpectral),
            "spectral: 1,500 codes of 36 values, 15 neighbors of each, k = 10, 14 eigenvectors, "
            "1.50 s");
  EXPECT_EQ(described_as(ClusteringMethod::kHdbscan),
            "hdbscan: 1,500 codes of 36 values, 10 codes in a core: 12 clusters, 3 codes in none, "
            "1.50 s");
}

TEST(ClusteringWords, SayTheWidthsOfSeveralEncoders) {
  EXPECT_EQ(described_as(ClusteringMethod::kGraph, {64, 10}),
            "graph: 1,500 codes of 64 + 10 values, 15 neighbors of each, resolution 1: 12 "
            "clusters, 1.50 s");
}

TEST(ClusteringWords, SayWhatTheEncodersOwnGroupsAre) {
  EXPECT_EQ(described_as(ClusteringMethod::kRefined),
            "refined: 1,500 codes of 36 values, k = 12, 1.50 s");
  EXPECT_EQ(words_of_order(ClusteringMethod::kRefined, Samples::kNearest, false),
            "most probable first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kRefined, Samples::kFarthest, true),
            "least probable first");
}

TEST(ClusteringWords, SayWhichMembersAreDrawn) {
  EXPECT_EQ(words_of_order(ClusteringMethod::kKMeans, Samples::kNearest, false),
            "nearest to the centroid first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kSphericalKMeans, Samples::kFarthest, true),
            "farthest from the centroid first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kGaussianMixture, Samples::kNearest, false),
            "nearest to the mean first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kGraph, Samples::kFarthest, false),
            "fewest neighbors in the cluster first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kSpectral, Samples::kNearest, false),
            "most neighbors in the cluster first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kHdbscan, Samples::kNearest, false),
            "strongest members first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kHdbscan, Samples::kFarthest, false),
            "weakest members first");
  EXPECT_EQ(words_of_order(ClusteringMethod::kGraph, Samples::kRandom, true),
            "all of them, in random order");
  EXPECT_EQ(words_of_order(ClusteringMethod::kKMeans, Samples::kRandom, false), "a random sample");
}

}  // namespace
}  // namespace codegrid
