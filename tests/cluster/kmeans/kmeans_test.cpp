#include "cluster/kmeans/kmeans.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <limits>

#include "cluster/unit_length.hpp"
#include "core/error.hpp"
#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

at::Generator generator(std::uint64_t seed = 1) { return make_generator(seed, Purpose::kKMeans); }

at::Tensor noise(std::int64_t count, std::int64_t width) {
  return at::rand({count, width}, generator(99), at::kFloat);
}

// `each` points around each of four far corners, one corner after another.
at::Tensor four_blobs(std::int64_t each) {
  const at::Tensor corners = at::tensor({0.F, 0.F, 9.F, 0.F, 0.F, 9.F, 9.F, 9.F}).view({4, 2});
  return corners.repeat_interleave(each, 0) + noise(4 * each, 2);
}

std::string message_of(const at::Tensor& codes, const KMeansOptions& options) {
  try {
    kmeans(codes, options, generator());
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  return "nothing was thrown";
}

TEST(KMeans, InertiaNeverRisesWithinAStart) {
  const KMeansResult result = kmeans(noise(3000, 6), {.k = 12, .n_init = 4, .tol = 0}, generator());
  ASSERT_GT(result.records.size(), 20U);
  for (std::size_t i = 1; i < result.records.size(); ++i) {
    const KMeansIteration& before = result.records[i - 1];
    const KMeansIteration& record = result.records[i];
    if (record.start == before.start) {
      EXPECT_EQ(record.iteration, before.iteration + 1);
      EXPECT_LE(record.inertia, before.inertia * (1 + 1e-7));
    } else {
      EXPECT_EQ(record.start, before.start + 1);
      EXPECT_EQ(record.iteration, 1);
    }
  }
}

TEST(KMeans, KeepsTheStartWithTheLeastInertia) {
  // Few iterations, so that the starts end far apart.
  const KMeansOptions options{.k = 9, .n_init = 6, .max_iter = 2};
  const at::Tensor codes = noise(800, 3);
  const KMeansResult all = kmeans(codes, options, generator());
  at::Generator stream = generator();
  std::vector<double> inertias;
  inertias.reserve(6);
  for (int start = 0; start < 6; ++start) {
    inertias.push_back(kmeans(codes, {.k = 9, .n_init = 1, .max_iter = 2}, stream).inertia);
  }
  const auto least = std::ranges::min_element(inertias);
  EXPECT_LT(*least, *std::ranges::max_element(inertias));
  EXPECT_EQ(all.inertia, *least);
  EXPECT_EQ(all.start, least - inertias.begin());
  EXPECT_FALSE(all.converged);
  EXPECT_EQ(all.iterations, 2);
  EXPECT_EQ(all.records.size(), 12U);
}

TEST(KMeans, GivesTheSameBitsForTheSameSeedOnAnyNumberOfThreads) {
  const at::Tensor codes = noise(40'000, 5);  // so many that ATen shares them out, too
  const KMeansOptions options{.k = 40, .n_init = 2, .max_iter = 10};
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return kmeans(codes, options, generator());
  };
  const KMeansResult first = on_threads(1);
  for (const int threads : {2, 3}) {
    const KMeansResult other = on_threads(threads);
    EXPECT_TRUE(at::equal(first.centroids, other.centroids));
    EXPECT_TRUE(at::equal(first.assignments, other.assignments));
    EXPECT_TRUE(at::equal(first.distances, other.distances));
    EXPECT_EQ(first.inertia, other.inertia);
    ASSERT_EQ(first.records.size(), other.records.size());
    for (std::size_t i = 0; i < first.records.size(); ++i)
      EXPECT_EQ(first.records[i].shift, other.records[i].shift);
  }
  EXPECT_NE(first.inertia, kmeans(codes, options, generator(2)).inertia);
}

TEST(KMeans, FindsPlantedBlobsUpToTheirNames) {
  const KMeansResult result = kmeans(four_blobs(50), {.k = 4, .n_init = 3}, generator());
  EXPECT_TRUE(result.converged);
  const at::Tensor blobs = result.assignments.view({4, 50});
  EXPECT_TRUE(blobs.eq(blobs.slice(1, 0, 1)).all().item<bool>());
  EXPECT_EQ(std::get<0>(at::_unique(blobs)).numel(), 4);
}

TEST(KMeans, EndsAsABruteForceAssignmentToItsCentroids) {
  const at::Tensor codes = noise(500, 4) + 100;
  for (const std::int64_t max_iter : {1, 300}) {
    const KMeansResult result = kmeans(codes, {.k = 8, .max_iter = max_iter}, generator());
    const at::Tensor squared =
        (codes.to(at::kDouble).unsqueeze(1) - result.centroids.to(at::kDouble)).square().sum(2);
    const auto [least, index] = squared.min(1);
    EXPECT_TRUE(at::equal(result.assignments, index));
    EXPECT_TRUE(at::allclose(result.distances.to(at::kDouble), least.sqrt(), 1e-5, 0));
    EXPECT_NEAR(result.inertia, least.sum().item<double>(), 1e-5 * result.inertia);
  }
}

TEST(KMeans, OfOneClusterGivesTheMean) {
  const at::Tensor codes = noise(100, 3);
  const KMeansResult result = kmeans(codes, {.k = 1}, generator());
  EXPECT_TRUE(at::equal(result.centroids[0], codes.to(at::kDouble).mean(0).to(at::kFloat)));
  EXPECT_TRUE(result.converged);
}

TEST(KMeans, OfAsManyClustersAsCodesGivesInertiaZero) {
  const KMeansResult result = kmeans(noise(40, 3), {.k = 40, .n_init = 1}, generator());
  EXPECT_EQ(result.inertia, 0);
  EXPECT_EQ(std::get<0>(at::_unique(result.assignments)).numel(), 40);
  EXPECT_EQ(kmeans(at::ones({1, 1}), {.k = 1}, generator()).inertia, 0);
}

TEST(KMeans, StopsEarlierWithALargerTolerance) {
  const at::Tensor codes = noise(2000, 5);
  const KMeansResult exact = kmeans(codes, {.k = 10, .n_init = 1, .tol = 0}, generator());
  const KMeansResult rough = kmeans(codes, {.k = 10, .n_init = 1, .tol = 1e-2}, generator());
  EXPECT_TRUE(exact.converged);
  EXPECT_TRUE(rough.converged);
  EXPECT_LT(rough.iterations, exact.iterations);
  const double variance = codes.to(at::kDouble).var(0, false).mean().item<double>();
  EXPECT_LE(rough.records.back().shift, 1e-2 * variance);
  EXPECT_GT(rough.records[rough.records.size() - 2].shift, 1e-2 * variance);
}

TEST(KMeans, AtUnitLengthIgnoresTheScaleOfEachCode) {
  const at::Tensor codes = noise(300, 4);
  const at::Tensor scales = at::tensor({0.25F, 1.F, 1024.F}).repeat({100}).unsqueeze(1);
  const KMeansResult plain = kmeans(unit_length(codes), {.k = 5}, generator());
  const KMeansResult scaled = kmeans(unit_length(codes * scales), {.k = 5}, generator());
  EXPECT_TRUE(at::equal(plain.assignments, scaled.assignments));
  EXPECT_TRUE(at::equal(plain.centroids, scaled.centroids));
}

TEST(KMeans, RefusesMoreClustersThanCodes) {
  EXPECT_EQ(message_of(noise(3, 2), {.k = 4}),
            "k-means: found k = 4 clusters for 3 codes; expected k of at most the number of codes. "
            "Lower clustering.k or give more images.");
}

TEST(KMeans, RefusesCodesThatAreNotFinite) {
  at::Tensor codes = noise(5, 2);
  codes[2][1] = std::numeric_limits<float>::quiet_NaN();
  codes[4][0] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(message_of(codes, {.k = 2}),
            "k-means: found NaN or infinity in 2 of 5 codes, first in code 2; expected finite "
            "numbers. Look at the encoder's weights: training may have diverged.");
}

TEST(KMeans, TakesFiniteCodesWhoseVarianceIsInfinite) {
  const at::Tensor codes = at::tensor({3e30F, -3e30F, 3e30F, -3e30F}).view({4, 1});
  const at::Tensor clusters = kmeans(codes, {.k = 2}, generator()).assignments;
  EXPECT_TRUE(clusters.slice(0, 0, 2).equal(clusters.slice(0, 2, 4)));
  EXPECT_FALSE(clusters[0].equal(clusters[1]));
}

// Of power-of-two scales, so that every figure can be told to the bit.
TEST(KMeans, FindsTheSameGroupsAtAnyMagnitude) {
  const at::Tensor codes = noise(600, 4);
  const KMeansOptions options{.k = 7, .n_init = 2};
  const KMeansResult usual = kmeans(codes, options, generator());
  for (const float scale : {0x1p-120F, 0x1p-70F, 0x1p-30F, 0x1p30F, 0x1p70F, 0x1p127F}) {
    const KMeansResult found = kmeans(codes * scale, options, generator());
    EXPECT_TRUE(at::equal(found.assignments, usual.assignments)) << scale;
    EXPECT_TRUE(at::equal(found.centroids, usual.centroids * scale)) << scale;
    EXPECT_TRUE(at::equal(found.distances.to(at::kDouble),
                          usual.distances.to(at::kDouble) * static_cast<double>(scale)))
        << scale;
    const double squared = static_cast<double>(scale) * static_cast<double>(scale);
    EXPECT_EQ(found.inertia, usual.inertia * squared) << scale;
    ASSERT_EQ(found.records.size(), usual.records.size()) << scale;
    EXPECT_EQ(found.records[1].shift, usual.records[1].shift * squared) << scale;
    EXPECT_EQ(found.records[1].inertia, usual.records[1].inertia * squared) << scale;
  }
}

TEST(KMeans, HoldsFiguresThatFloat32DoesNot) {
  const at::Tensor codes = at::tensor({3e38F, -3e38F}).view({2, 1}).expand({2, 9}).contiguous();
  const KMeansResult found = kmeans(codes, {.k = 1}, generator());
  EXPECT_EQ(found.distances.scalar_type(), at::kDouble);
  EXPECT_NEAR(found.distances[0].item<double>(), 9e38, 1e32);
  EXPECT_NEAR(found.inertia, 2 * 9e38 * 9e38, 1e72);
}

TEST(KMeans, IsNotMisledByAHugeValueThatIsAlwaysTheSame) {
  const at::Tensor blobs = four_blobs(40);
  const KMeansResult usual = kmeans(blobs, {.k = 4}, generator());
  for (const float huge : {1e6F, 1e20F, -3e38F}) {
    const at::Tensor codes = at::cat({at::full({160, 1}, huge), blobs * 0x1p-40F}, 1);
    const KMeansResult found = kmeans(codes, {.k = 4}, generator());
    EXPECT_TRUE(at::equal(found.assignments, usual.assignments)) << huge;
    EXPECT_TRUE(at::equal(found.centroids.select(1, 0), at::full({4}, huge)));
    EXPECT_NEAR(found.inertia, usual.inertia * 0x1p-80, usual.inertia * 0x1p-98);
  }
}

TEST(KMeans, TellsApartWhatOneHugeValueLeavesAlike) {
  // Four groups: the huge value has two places, the small one two at each.
  at::Tensor codes = four_blobs(20).floor();
  codes = at::cat({codes.slice(1, 0, 1).gt(4) * 1e20F, codes.slice(1, 1, 2) * 1e-3F}, 1);
  const at::Tensor groups = kmeans(codes, {.k = 4}, generator()).assignments.view({4, 20});
  EXPECT_TRUE(groups.eq(groups.slice(1, 0, 1)).all().item<bool>());
  EXPECT_EQ(std::get<0>(at::_unique(groups)).numel(), 4);
}

TEST(KMeans, SaysSoWhereDifferencesVanishBesideTheLargest) {
  const std::string expected =
      "k-means: found different codes at a distance of 0: one of their values differs by up to "
      "1e+38, beside which the squares of smaller differences vanish in float32; expected values "
      "within 30 powers of ten. Look at the encoder: one of its outputs may be far too large.";
  const at::Tensor columns = at::tensor({1e38F, 1.F, 1e38F, 2.F, 0.F, 1.F, 0.F, 2.F}).view({4, 2});
  EXPECT_EQ(message_of(columns, {.k = 3}), expected);
  EXPECT_EQ(message_of(columns, {.k = 2}), expected);
  EXPECT_EQ(message_of(at::tensor({1e38F, 1.F, 2.F, 3.F}).view({4, 1}), {.k = 3}), expected);
}

TEST(KMeans, RefusesFewerDifferentCodesThanClusters) {
  EXPECT_EQ(message_of(at::ones({6, 2}), {.k = 2}),
            "k-means: found only 1 different among 6 codes; expected at least k = 2. Lower "
            "clustering.k, or look at the encoder: it gives different images the same code "
            "(or, with clustering.normalize l2, the same direction).");
  EXPECT_EQ(message_of(at::tensor({0.F, -0.F}).view({2, 1}), {.k = 2}).substr(0, 27),
            "k-means: found only 1 diffe");
  EXPECT_EQ(message_of(at::ones({6, 2}), {.k = 1}).substr(0, 43),
            "k-means: found 6 codes that are all equal; ");
}

TEST(KMeans, ChecksItsCaller) {
  EXPECT_THROW(kmeans(noise(5, 2), {.k = 0}, generator()), c10::Error);
  EXPECT_THROW(kmeans(noise(5, 2), {.k = 2, .n_init = 0}, generator()), c10::Error);
  EXPECT_THROW(kmeans(noise(5, 2), {.k = 2, .max_iter = 0}, generator()), c10::Error);
  EXPECT_THROW(kmeans(noise(5, 2), {.k = 2, .tol = -1}, generator()), c10::Error);
  EXPECT_THROW(kmeans(noise(5, 2).to(at::kDouble), {.k = 2}, generator()), c10::Error);
  EXPECT_THROW(kmeans(at::ones({5}), {.k = 1}, generator()), c10::Error);
}

}  // namespace
}  // namespace codegrid
