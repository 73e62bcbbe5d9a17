#include "cluster/assign/nearest_centroids.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/spherical/spherical_kmeans.hpp"
#include "cluster/unit_length.hpp"

namespace codegrid {
namespace {

std::vector<std::optional<std::int64_t>> unknown(const at::Tensor& codes) {
  return std::vector<std::optional<std::int64_t>>(static_cast<std::size_t>(codes.size(0)));
}

void expect_as_kmeans_had_it(const at::Tensor& codes, std::int64_t k) {
  KMeansOptions options;
  options.k = k;
  options.n_init = 2;
  const KMeansResult found = kmeans(codes, options, make_generator(1, Purpose::kKMeans));
  const NearestCentroids centroids(found.centroids);
  const auto assigned = centroids.assign(codes, unknown(codes));
  for (std::int64_t i = 0; i < codes.size(0); ++i) {
    const AssignedCode& code = assigned[static_cast<std::size_t>(i)];
    EXPECT_EQ(code.cluster, found.assignments[i].item<std::int64_t>());
    const auto distance = found.distances[i].item<double>();
    EXPECT_NEAR(code.distance, distance, 1e-5 * distance);
    EXPECT_GE(code.next_distance, code.distance);
    EXPECT_NE(code.next_cluster, code.cluster);
  }
}

TEST(NearestCentroids, GiveTheClustersAndDistancesOfKMeans) {
  expect_as_kmeans_had_it(normal({500, 5}), 7);
  expect_as_kmeans_had_it(normal({300, 33}), 20);
}

TEST(NearestCentroids, GiveThemForCodesOfAnyMagnitude) {
  expect_as_kmeans_had_it(normal({200, 3}) * 1e30F, 4);
  expect_as_kmeans_had_it(normal({200, 3}) * 1e-30F, 4);
}

TEST(NearestCentroids, ByCosineGiveTheClustersAndDistancesOfSphericalKMeans) {
  const at::Tensor codes = unit_length(normal({400, 6}));
  const SphericalClusters found =
      spherical_kmeans(codes, {.k = 8, .n_init = 2}, make_generator(1, Purpose::kKMeans));
  const NearestCentroids centroids(found.centroids, CentroidMeasure::kCosine);
  const auto assigned = centroids.assign(codes, unknown(codes));
  for (std::int64_t i = 0; i < codes.size(0); ++i) {
    const AssignedCode& code = assigned[static_cast<std::size_t>(i)];
    EXPECT_EQ(code.cluster, found.assignments[i].item<std::int64_t>());
    EXPECT_EQ(code.distance, found.distances[i].item<double>());
    EXPECT_GE(code.next_distance, code.distance);
  }
}

TEST(NearestCentroids, ByCosineACodeOfZerosIsInNone) {
  const at::Tensor codes = at::tensor({0.F, 0.F, 0.6F, 0.8F}).view({2, 2});
  const NearestCentroids centroids(at::tensor({1.F, 0.F, 0.F, 1.F}).view({2, 2}),
                                   CentroidMeasure::kCosine);
  const auto assigned = centroids.assign(codes, unknown(codes));
  EXPECT_EQ(assigned[0].cluster, -1);
  EXPECT_EQ(assigned[0].next_cluster, -1);
  EXPECT_TRUE(std::isnan(assigned[0].distance));
  EXPECT_EQ(assigned[1].cluster, 1);
  EXPECT_NEAR(assigned[1].distance, 0.2, 1e-6);
  EXPECT_NEAR(assigned[1].next_distance, 0.4, 1e-6);
}

TEST(NearestCentroids, OfOneClusterThereIsNoNextOne) {
  const at::Tensor codes = normal({3, 2});
  const auto assigned = NearestCentroids(at::zeros({1, 2})).assign(codes, unknown(codes));
  EXPECT_EQ(assigned[1].cluster, 0);
  EXPECT_NEAR(assigned[1].distance, codes[1].norm().item<double>(), 1e-6);
  EXPECT_EQ(assigned[1].next_cluster, -1);
  EXPECT_TRUE(std::isnan(assigned[1].next_distance));
}

TEST(NearestCentroids, AKnownClusterStaysWhateverIsNearer) {
  const at::Tensor centroids = at::tensor({0.0F, 3.0F, 10.0F}).view({3, 1});
  const at::Tensor codes = at::tensor({1.0F, 1.0F}).view({2, 1});
  const auto assigned =
      NearestCentroids(centroids).assign(codes, std::vector<std::optional<std::int64_t>>{2, -1});
  EXPECT_EQ(assigned[0].cluster, 2);
  EXPECT_EQ(assigned[0].distance, 9);
  EXPECT_EQ(assigned[0].next_cluster, 0);
  EXPECT_EQ(assigned[0].next_distance, 1);
  EXPECT_EQ(assigned[1].cluster, -1);
  EXPECT_TRUE(std::isnan(assigned[1].distance));
}

TEST(NearestCentroids, ACodeThatIsNotFiniteIsInNone) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const at::Tensor codes = at::tensor({nan, 1.0F}).view({1, 2});
  const auto assigned = NearestCentroids(normal({3, 2})).assign(codes, unknown(codes));
  EXPECT_EQ(assigned[0].cluster, -1);
  EXPECT_EQ(assigned[0].next_cluster, -1);
}

}  // namespace
}  // namespace codegrid
