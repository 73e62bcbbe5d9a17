#include "cluster/spectral/spectral_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "cluster/fixtures.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "core/error.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

SpectralClusters spectral(const at::Tensor& codes, const SpectralOptions& options,
                          std::uint64_t seed = 1) {
  return cluster_spectral(codes, options, make_generator(seed, Purpose::kGraph));
}

std::string spectral_refusal(const at::Tensor& codes, const SpectralOptions& options) {
  try {
    spectral(codes, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  return "nothing was thrown";
}

// Blobs around (0, 0), (distance, 0), ..., one after another.
at::Tensor row_of_blobs(const std::vector<std::int64_t>& sizes, float distance) {
  std::vector<at::Tensor> blobs;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const float place = distance * static_cast<float>(i);
    blobs.push_back(normal({sizes[i], 2}, i + 1) + at::tensor({place, 0.F}));
  }
  return at::cat(blobs);
}

at::Tensor ring_of(std::int64_t count, float radius) {
  const at::Tensor angles =
      at::arange(count, at::kFloat) * (2 * std::numbers::pi / static_cast<double>(count));
  return radius * at::stack({angles.cos(), angles.sin()}, 1) + 0.02F * normal({count, 2});
}

at::Tensor same_cluster(const at::Tensor& assignments) {
  return assignments.unsqueeze(0).eq(assignments.unsqueeze(1));
}

TEST(SpectralClustering, TellsRingsApartWithinEachOther) {
  const at::Tensor codes = at::cat({ring_of(200, 1), ring_of(120, 3)});
  const at::Tensor expected = at::cat({at::zeros({200}, at::kLong), at::ones({120}, at::kLong)});
  const SpectralOptions options{.k = 2, .neighbors = 8};
  EXPECT_TRUE(at::equal(spectral(codes, options).assignments, expected));
  KMeansOptions by_kmeans;
  by_kmeans.k = 2;
  const at::Tensor by_centroids =
      kmeans(codes, by_kmeans, make_generator(1, Purpose::kKMeans)).assignments;
  EXPECT_FALSE(at::equal(same_cluster(by_centroids), same_cluster(expected)));
}

TEST(SpectralClustering, FindsBlobsThatTouchTheLargestFirst) {
  const at::Tensor codes = row_of_blobs({100, 180, 120, 150}, 5);
  const SpectralClusters found = spectral(codes, {.k = 4, .neighbors = 12});
  const at::Tensor expected = at::cat({at::full({100}, 3, at::kLong), at::zeros({180}, at::kLong),
                                       at::full({120}, 2, at::kLong), at::ones({150}, at::kLong)});
  EXPECT_GE(found.assignments.eq(expected).sum().item<std::int64_t>(), 540);
  EXPECT_GT(found.modularity, 0.65);
  EXPECT_TRUE(found.converged);
  EXPECT_TRUE(found.notes.empty());
  EXPECT_GT(found.agreement.shares.mean().item<double>(), 0.95);
  ASSERT_TRUE(found.spectrum.eigengap);
  EXPECT_GT(*found.spectrum.eigengap, 0);
  ASSERT_EQ(std::ssize(found.spectrum.eigenvalues), 7);
  EXPECT_NEAR(found.spectrum.eigenvalues[0], 1, 1e-9);
  EXPECT_TRUE(std::ranges::is_sorted(found.spectrum.eigenvalues, std::greater<>()));
  EXPECT_EQ(*found.spectrum.eigengap,
            found.spectrum.eigenvalues[3] - found.spectrum.eigenvalues[4]);
  EXPECT_GE(found.spectrum.eigenvectors, 4);
  EXPECT_LE(found.spectrum.residual, 1e-6);
}

TEST(SpectralClustering, GivesAsManyClustersAsAreWanted) {
  const at::Tensor codes = normal({40, 3});
  for (const std::int64_t k : {1, 2, 7, 20, 40}) {
    const SpectralClusters found = spectral(codes, {.k = k, .neighbors = 5, .n_init = 1});
    EXPECT_EQ(std::get<0>(at::_unique(found.assignments)).numel(), k);
    EXPECT_EQ(found.assignments.max().item<std::int64_t>(), k - 1);
    EXPECT_EQ(found.spectrum.eigengap.has_value(), k < 40);
  }
}

TEST(SpectralClustering, LeavesTheGroupsAsTheyAreWhateverTheOrderOfTheCodes) {
  const at::Tensor codes = row_of_blobs({90, 70, 110}, 5);
  const SpectralOptions options{.k = 3, .neighbors = 10, .n_init = 3};
  const at::Tensor order = at::randperm(270, make_generator(5, Purpose::kGraph), at::kLong);
  const at::Tensor shuffled = spectral(codes.index_select(0, order), options).assignments;
  const at::Tensor expected = spectral(codes, options).assignments.index_select(0, order);
  EXPECT_TRUE(at::equal(same_cluster(shuffled), same_cluster(expected)));
}

TEST(SpectralClustering, FindsTheSameGroupsAtAnyMagnitude) {
  const at::Tensor codes = row_of_blobs({60, 50, 70}, 6);
  const SpectralOptions options{.k = 3, .neighbors = 8, .n_init = 2};
  const SpectralClusters usual = spectral(codes, options);
  for (const float scale : {0x1p-90F, 0x1p120F}) {
    const SpectralClusters found = spectral(codes * scale, options);
    EXPECT_TRUE(at::equal(found.assignments, usual.assignments)) << scale;
    EXPECT_EQ(found.spectrum.eigenvalues, usual.spectrum.eigenvalues) << scale;
  }
}

TEST(SpectralClustering, GivesTheSameBytesForTheSameSeedOnAnyNumberOfThreads) {
  const at::Tensor codes = normal({1500, 4});
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return spectral(codes, {.k = 3, .neighbors = 10, .n_init = 1}, 9);
  };
  const SpectralClusters first = on_threads(1);
  EXPECT_FALSE(first.eigen_iterations.empty()) << "so many codes are iterated";
  for (const int threads : {2, 3}) {
    const SpectralClusters other = on_threads(threads);
    EXPECT_TRUE(at::equal(other.assignments, first.assignments));
    EXPECT_EQ(other.spectrum.eigenvalues, first.spectrum.eigenvalues);
    EXPECT_EQ(other.modularity, first.modularity);
  }
}

TEST(SpectralClustering, KeepsTheLargestOfMoreComponentsThanClustersApart) {
  const at::Tensor codes = row_of_blobs({40, 30, 50, 20, 60}, 100);
  codes.slice(0, 40, 70).slice(1, 0, 1) -= 20;    // nearer to the first
  codes.slice(0, 120, 140).slice(1, 0, 1) += 20;  // nearer to the last
  const SpectralClusters found = spectral(codes, {.k = 3, .neighbors = 8});
  std::vector<std::int64_t> clusters;
  for (const at::Tensor& blob : found.assignments.split_with_sizes({40, 30, 50, 20, 60})) {
    EXPECT_TRUE(blob.eq(blob[0]).all().item<bool>()) << "no component is cut";
    clusters.push_back(blob[0].item<std::int64_t>());
  }
  EXPECT_EQ(clusters, (std::vector<std::int64_t>{1, 1, 2, 0, 0}));
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_EQ(found.notes[0],
            "note: the graph of neighbors has 5 components, more than k = 3; clusters were looked "
            "for in the largest 3, and 50 codes of the other 2 joined the nearest by each "
            "component's mean");
}

TEST(SpectralClustering, MakesNoClusterOfACrumb) {
  const at::Tensor codes =
      at::cat({row_of_blobs({200, 200}, 4), normal({7, 2}) + at::tensor({90.F, 0.F})});
  const SpectralClusters found = spectral(codes, {.k = 2, .neighbors = 6});
  EXPECT_GT(found.assignments.slice(0, 0, 200).eq(found.assignments[0]).sum().item<std::int64_t>(),
            180);
  EXPECT_TRUE(found.assignments.slice(0, 400).eq(found.assignments[399]).all().item<bool>());
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_EQ(found.notes[0],
            "note: the graph of neighbors has 2 components; clusters were looked for in the "
            "largest, and 7 codes of the other 1 joined the nearest by its mean");
}

TEST(SpectralClustering, OfManyEqualCodesEndsWellOrInAnError) {
  const at::Tensor codes = at::cat({normal({10, 2}), at::ones({20, 2}), at::full({20, 2}, -3.F)});
  for (const std::int64_t k : {2, 3, 30}) {
    const SpectralOptions options{.k = k, .neighbors = 5, .n_init = 1};
    try {
      const at::Tensor found = spectral(codes, options).assignments;
      EXPECT_GE(found.min().item<std::int64_t>(), 0);
      EXPECT_LT(found.max().item<std::int64_t>(), k);
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).find("spectral: found only "), 0U) << error.what();
    }
  }
}

TEST(SpectralClustering, SaysWhatItIsDoing) {
  std::vector<std::string> stages;
  cluster_spectral(row_of_blobs({30, 30}, 5), {.k = 2, .neighbors = 5, .n_init = 1},
                   make_generator(1, Purpose::kGraph),
                   [&](std::string_view stage, std::optional<double>) {
                     if (stages.empty() || stages.back() != stage) stages.emplace_back(stage);
                   });
  EXPECT_EQ(stages,
            (std::vector<std::string>{"neighbors", "graph of neighbors", "eigenvectors: 0 of 4",
                                      "k-means on 2 eigenvectors", "k-means on 3 eigenvectors",
                                      "k-means on 4 eigenvectors"}));
}

TEST(SpectralClustering, RefusesWhatItCannotCluster) {
  EXPECT_EQ(spectral_refusal(normal({15, 2}), {}),
            "spectral: found 15 codes for 15 neighbors of each; expected more codes than "
            "neighbors. Lower clustering.neighbors or give more images.");
  EXPECT_EQ(spectral_refusal(normal({20, 2}), {.k = 21}),
            "spectral: found k = 21 clusters for 20 codes; expected k of at most the number of "
            "codes. Lower clustering.k or give more images.");
  EXPECT_EQ(spectral_refusal(at::ones({20, 2}), {}),
            "spectral: found 20 codes that are all equal; expected different ones. Look at the "
            "encoder: it gives different images the same code (or, with clustering.normalize l2, "
            "the same direction).");
  at::Tensor codes = normal({20, 2});
  codes[7][1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(spectral_refusal(codes, {}),
            "spectral: found NaN or infinity in 1 of 20 codes, first in code 7; expected finite "
            "numbers. Look at the encoder's weights: training may have diverged.");
  at::Tensor drowned = normal({20, 2}) * 1e-10F;
  drowned.slice(0, 10).slice(1, 0, 1) = 1e38F;
  EXPECT_EQ(spectral_refusal(drowned, {}).find("spectral: found different codes at a distance"),
            0U);
}

TEST(SpectralClustering, ChecksItsCaller) {
  EXPECT_THROW(spectral(normal({20, 2}), {.k = 0}), c10::Error);
  EXPECT_THROW(spectral(normal({20, 2}), {.neighbors = 0}), c10::Error);
  EXPECT_THROW(spectral(normal({20, 2}), {.n_init = 0}), c10::Error);
  EXPECT_THROW(spectral(normal({20, 2}).to(at::kDouble), {}), c10::Error);
  EXPECT_THROW(spectral(at::ones({20}), {}), c10::Error);
}

}  // namespace
}  // namespace codegrid
