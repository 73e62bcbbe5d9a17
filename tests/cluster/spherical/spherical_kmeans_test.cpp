#include "cluster/spherical/spherical_kmeans.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cluster/fixtures.hpp"
#include "cluster/unit_length.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

at::Generator spherical_generator() { return make_generator(1, Purpose::kKMeans); }

// `each` codes around each of four directions of the plane, of lengths from 1 to 1000.
at::Tensor four_directions(std::int64_t each) {
  const at::Tensor directions = at::tensor({1.F, 0.F, 0.F, 1.F, -1.F, 0.F, 0.F, -1.F}).view({4, 2});
  const at::Tensor around = directions.repeat_interleave(each, 0) + 0.1 * normal({4 * each, 2});
  return around * at::pow(10, at::arange(4 * each) % 4).unsqueeze(1);
}

std::string refusal_of(const at::Tensor& codes, const KMeansOptions& options) {
  const Error error = error_of([&] { spherical_kmeans(codes, options, spherical_generator()); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  return error.what();
}

TEST(SphericalKMeans, FindsDirectionsWhateverTheLengths) {
  const SphericalClusters found = spherical_kmeans(unit_length(four_directions(50)),
                                                   {.k = 4, .n_init = 3}, spherical_generator());
  EXPECT_TRUE(found.converged);
  const at::Tensor groups = found.assignments.view({4, 50});
  EXPECT_TRUE(groups.eq(groups.slice(1, 0, 1)).all().item<bool>());
  EXPECT_EQ(std::get<0>(at::_unique(groups)).numel(), 4);
}

// Two codes to either side of the first axis, whose mean is on it, and one far from both.
TEST(SphericalKMeans, OfATinyCaseGivesWhatAHandComputes) {
  const at::Tensor codes = at::tensor({0.8F, 0.6F, 0.8F, -0.6F, -0.6F, 0.8F}).view({3, 2});
  const SphericalClusters found = spherical_kmeans(codes, {.k = 2}, spherical_generator());
  const auto pair = found.assignments[0].item<std::int64_t>();
  EXPECT_EQ(found.assignments[1].item<std::int64_t>(), pair);
  EXPECT_EQ(found.assignments[2].item<std::int64_t>(), 1 - pair);
  EXPECT_TRUE(at::allclose(found.centroids[pair], at::tensor({1.F, 0.F}), 0, 1e-6));
  EXPECT_TRUE(at::allclose(found.centroids[1 - pair], codes[2], 0, 1e-6));
  EXPECT_NEAR(found.distances[0].item<double>(), 0.2, 1e-6);
  EXPECT_NEAR(found.distances[2].item<double>(), 0, 1e-6);
  EXPECT_NEAR(found.mean_cosine, (0.8 + 0.8 + 1) / 3, 1e-6);
}

TEST(SphericalKMeans, EndsWithEveryCodeAtTheGreatestCosine) {
  const at::Tensor codes = unit_length(normal({600, 5}));
  for (const std::int64_t max_iter : {1, 300}) {
    const SphericalClusters found =
        spherical_kmeans(codes, {.k = 9, .n_init = 2, .max_iter = max_iter}, spherical_generator());
    const at::Tensor cosines = codes.to(at::kDouble).mm(found.centroids.to(at::kDouble).t());
    const auto [greatest, index] = cosines.max(1);
    EXPECT_TRUE(at::equal(found.assignments, index));
    EXPECT_TRUE(at::allclose(1 - found.distances.to(at::kDouble), greatest, 0, 1e-6));
    EXPECT_NEAR(found.mean_cosine, greatest.mean().item<double>(), 1e-6);
    EXPECT_TRUE(at::allclose(found.centroids.norm(2, 1), at::ones({9}), 0, 1e-6));
    EXPECT_LE(found.iterations, max_iter);
  }
}

TEST(SphericalKMeans, NeverLosesCosineWithinAStartAndKeepsTheBestStart) {
  const SphericalClusters found = spherical_kmeans(
      unit_length(normal({3000, 6})), {.k = 12, .n_init = 4, .tol = 0}, spherical_generator());
  ASSERT_GT(found.records.size(), 20U);
  double best = -1;
  for (std::size_t i = 0; i < found.records.size(); ++i) {
    const SphericalIteration& record = found.records[i];
    best = std::max(best, record.mean_cosine);
    if (record.iteration == 1) continue;
    EXPECT_GE(record.mean_cosine, found.records[i - 1].mean_cosine - 1e-7);
  }
  EXPECT_NEAR(found.mean_cosine, best, 1e-7);
}

TEST(SphericalKMeans, OfOneClusterGivesTheDirectionOfTheMean) {
  const at::Tensor codes = unit_length(normal({200, 3}) + 1);
  const SphericalClusters found = spherical_kmeans(codes, {.k = 1}, spherical_generator());
  const at::Tensor mean = codes.to(at::kDouble).mean(0);
  EXPECT_TRUE(at::allclose(found.centroids[0].to(at::kDouble), mean / mean.norm(), 0, 1e-6));
}

TEST(SphericalKMeans, OfCodesThatCancelKeepsACentroidOfUnitLength) {
  const at::Tensor codes = at::tensor({1.F, 0.F, -1.F, 0.F}).view({2, 2});
  const SphericalClusters found = spherical_kmeans(codes, {.k = 1}, spherical_generator());
  EXPECT_NEAR(found.centroids.norm().item<double>(), 1, 1e-6);
  EXPECT_NEAR(found.mean_cosine, 0, 1e-6);
}

TEST(SphericalKMeans, GivesTheSameBitsOnAnyNumberOfThreads) {
  const at::Tensor codes = unit_length(normal({30'000, 5}));
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return spherical_kmeans(codes, {.k = 30, .n_init = 2, .max_iter = 8}, spherical_generator());
  };
  const SphericalClusters first = on_threads(1);
  for (const int threads : {2, 3}) {
    const SphericalClusters other = on_threads(threads);
    EXPECT_TRUE(at::equal(first.centroids, other.centroids));
    EXPECT_TRUE(at::equal(first.assignments, other.assignments));
    EXPECT_TRUE(at::equal(first.distances, other.distances));
    EXPECT_EQ(first.mean_cosine, other.mean_cosine);
  }
}

TEST(SphericalKMeans, RefusesWhatItCannotGroup) {
  const at::Tensor codes = unit_length(normal({5, 2}));
  EXPECT_EQ(refusal_of(codes, {.k = 6}),
            "spherical k-means: found k = 6 clusters for 5 codes; expected k of at most the number "
            "of codes. Lower clustering.k or give more images.");
  at::Tensor broken = codes.clone();
  broken[3][1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal_of(broken, {.k = 2}),
            "spherical k-means: found NaN or infinity in 1 of 5 codes, first in code 3; expected "
            "finite numbers. Look at the encoder's weights: training may have diverged.");
  const at::Tensor equal = unit_length(at::ones({6, 2}));
  EXPECT_EQ(refusal_of(equal, {.k = 2}).substr(0, 61),
            "spherical k-means: found only 1 different among 6 codes; expe");
  EXPECT_EQ(refusal_of(equal, {.k = 1}).substr(0, 53),
            "spherical k-means: found 6 codes that are all equal; ");
}

TEST(SphericalKMeans, SaysSoWhereDirectionsAreTooCloseForFloat32) {
  const at::Tensor codes = at::tensor({1.F, 0.F, 1.F, 1e-7F, 1.F, 3e-7F}).view({3, 2});
  EXPECT_EQ(refusal_of(codes, {.k = 2}),
            "spherical k-means: found codes of unit length whose values differ by at most 3e-07; "
            "expected 9.54e-07 or more, as float32 rounds away what is less. Set clustering.method "
            "to kmeans, or look at the encoder: it gives all images nearly the same direction.");
}

TEST(SphericalKMeans, ChecksItsCaller) {
  const at::Tensor codes = unit_length(normal({5, 2}));
  EXPECT_THROW(spherical_kmeans(codes * 2, {.k = 2}, spherical_generator()), c10::Error);
  EXPECT_THROW(spherical_kmeans(codes, {.k = 0}, spherical_generator()), c10::Error);
  EXPECT_THROW(spherical_kmeans(codes, {.k = 2, .tol = -1}, spherical_generator()), c10::Error);
  EXPECT_THROW(spherical_kmeans(codes[0], {.k = 1}, spherical_generator()), c10::Error);
}

}  // namespace
}  // namespace codegrid
