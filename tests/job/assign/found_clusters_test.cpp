#include "job/assign/found_clusters.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "job/assign/tiny_clusters.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FoundClustersIn : public testing::Test {
 protected:
  FoundClusters find(const TinyClusters& tiny, const WantedClusters& wanted, bool trust = false) {
    return find_clusters(wanted, tiny.file(), tiny.metadata, Doubts(trust, said.progress()),
                         said.progress());
  }
  std::string refusal(const TinyClusters& tiny, const WantedClusters& wanted) {
    const Error error = error_of([&] { find(tiny, wanted); });
    EXPECT_EQ(error.code(), ExitCode::kBadData);
    return error.what();
  }
  Said said;
};

TEST_F(FoundClustersIn, AFolderOfKMeans) {
  const TinyClusters tiny;
  const FoundClusters found = find(tiny, {.folder = tiny.place()});
  EXPECT_EQ(found.k, 3);
  EXPECT_FALSE(found.assigner->has_confidence());
  ASSERT_TRUE(found.known != nullptr);
  EXPECT_EQ(said.words(), "");
  EXPECT_EQ(find(tiny, {.folder = tiny.place(), .recognize = false}).known, nullptr);
}

// The distance of the first image to its centroid, which is its own code, and to the next.
std::pair<double, double> distances_in(const TinyClusters& tiny, const FoundClusters& found) {
  const at::Tensor code = tiny.loaded().encode(tiny.images.slice(0, 0, 1));
  const AssignedCode assigned =
      found.assigner->assign(found.normalize == Normalize::kL2 ? unit_length(code) : code,
                             std::vector<std::optional<std::int64_t>>(1))[0];
  return {assigned.distance, assigned.next_distance};
}

TEST_F(FoundClustersIn, AFolderOfSphericalKMeansIsMeasuredByCosine) {
  const TinyClusters tiny(ClusteringMethod::kSphericalKMeans);
  const FoundClusters found = find(tiny, {.folder = tiny.place()});
  EXPECT_EQ(found.k, 3);
  EXPECT_EQ(found.normalize, Normalize::kL2);
  EXPECT_FALSE(found.assigner->has_confidence());
  const auto [own, next] = distances_in(tiny, found);
  EXPECT_NEAR(own, 0, 1e-6);
  // Its centroids alone, with the config beside them, say the same; without a direction they are
  // places like others.
  const fs::path file = tiny.place() / "centroids.npy";
  EXPECT_EQ(distances_in(tiny, find(tiny, {.centroids = file})).second, next);
  EXPECT_EQ(distances_in(tiny, find(tiny, {.centroids = file, .normalize = Normalize::kL2})).second,
            next);
  EXPECT_NE(
      distances_in(tiny, find(tiny, {.centroids = file, .normalize = Normalize::kNone})).second,
      next);
}

TEST_F(FoundClustersIn, AFolderOfAMixtureHasConfidences) {
  const TinyClusters tiny(ClusteringMethod::kGaussianMixture);
  const FoundClusters found = find(tiny, {.folder = tiny.place()});
  EXPECT_EQ(found.k, 3);
  EXPECT_EQ(found.normalize, Normalize::kNone);
  EXPECT_TRUE(found.assigner->has_confidence());
  fs::remove(tiny.place() / "mixture.safetensors");
  EXPECT_THAT(refusal(tiny, {.folder = tiny.place()}), HasSubstr("mixture.safetensors: "));
}

TEST_F(FoundClustersIn, TheMeansOfAMixtureAloneAreSaidToBeNoMixture) {
  const TinyClusters tiny(ClusteringMethod::kGaussianMixture);
  const fs::path file = tiny.folder.write("clusters/centroids.npy", encode_npy(at::ones({2, 3})));
  EXPECT_FALSE(find(tiny, {.centroids = file}).assigner->has_confidence());
  EXPECT_EQ(said.words(),
            "note: " + file.string() +
                ": the means of a mixture: images go to the nearest mean, and not to the most "
                "probable component, for which name the folder with --clusters\n");
}

TEST_F(FoundClustersIn, AFolderOfTheGraphOrItsEigenvectors) {
  for (const ClusteringMethod method :
       {ClusteringMethod::kGraph, ClusteringMethod::kSpectral, ClusteringMethod::kHdbscan}) {
    const TinyClusters tiny(method);
    const FoundClusters found = find(tiny, {.folder = tiny.place()});
    EXPECT_EQ(found.k, 3);
    EXPECT_TRUE(found.assigner->has_confidence());
  }
}

TEST_F(FoundClustersIn, AFolderOfTheEncodersOwnGroupsNeedsNoIndex) {
  const TinyClusters tiny(ClusteringMethod::kRefined);
  EXPECT_FALSE(fs::exists(tiny.place() / "code_index.bin"));
  const FoundClusters found = find(tiny, {.folder = tiny.place()});
  EXPECT_EQ(found.k, 3);
  EXPECT_EQ(found.normalize, Normalize::kNone);
  EXPECT_TRUE(found.assigner->has_confidence());
  fs::remove(tiny.place() / "softmax.safetensors");
  EXPECT_THAT(refusal(tiny, {.folder = tiny.place()}), HasSubstr("softmax.safetensors: "));
}

TEST_F(FoundClustersIn, WithoutTheIndexIsRefusedWithTheOwnMethodAsAdvice) {
  const TinyClusters tiny(ClusteringMethod::kSpectral);
  fs::remove(tiny.place() / "code_index.bin");
  const std::string refused = refusal(tiny, {.folder = tiny.place()});
  EXPECT_TRUE(refused.ends_with("with --set clustering.method=spectral")) << refused;
}

TEST_F(FoundClustersIn, CentroidsAlone) {
  const TinyClusters tiny;
  const fs::path alone = tiny.folder.write("alone/c.npy", slurp(tiny.place() / "centroids.npy"));
  EXPECT_EQ(find(tiny, {.centroids = alone}).normalize, Normalize::kNone);
  EXPECT_EQ(find(tiny, {.centroids = alone, .normalize = Normalize::kL2}).normalize,
            Normalize::kL2);
  EXPECT_EQ(find(tiny, {.centroids = alone}).known, nullptr);
}

// A config.json of another program, as many folders have one.
TEST_F(FoundClustersIn, CentroidsBesideAForeignConfigTakeNormalizeFromTheCaller) {
  const TinyClusters tiny;
  const fs::path alone = tiny.folder.write("alone/c.npy", slurp(tiny.place() / "centroids.npy"));
  tiny.folder.write("alone/config.json", R"({"architectures": ["ViT"]})");
  EXPECT_EQ(find(tiny, {.centroids = alone, .normalize = Normalize::kL2}).normalize,
            Normalize::kL2);
  EXPECT_THAT(error_of([&] { find(tiny, {.centroids = alone}); }).what(),
              HasSubstr("architectures"));
}

TEST_F(FoundClustersIn, WhatAnOlderVersionLeftOfKMeansGoesByItsCentroids) {
  const TinyClusters tiny;
  fs::remove(tiny.place() / "known_images.bin");
  EXPECT_EQ(find(tiny, {.folder = tiny.place()}).known, nullptr);
  EXPECT_EQ(said.words(), "note: " + tiny.place().string() +
                              ": has no known_images.bin, since an older codegrid made it: images "
                              "of the clustering are not recognised, and go by their codes\n");
}

TEST_F(FoundClustersIn, WhatAnOlderVersionLeftOfTheGraphIsRefusedWithAdvice) {
  const TinyClusters tiny(ClusteringMethod::kGraph);
  fs::remove(tiny.place() / "code_index.bin");
  EXPECT_EQ(refusal(tiny, {.folder = tiny.place()}),
            tiny.place().string() +
                ": has no code_index.bin, which new images need where clusters have no centroids; "
                "an older codegrid made it: run codegrid-cluster again, with --set "
                "clustering.method=graph");
}

TEST_F(FoundClustersIn, AnotherEncoderTakesTrust) {
  const TinyClusters tiny;
  tiny.folder.write("clusters/metrics.json", R"({"encoder_sha256": "other"})");
  EXPECT_THAT(refusal(tiny, {.folder = tiny.place()}),
              HasSubstr("encoder.pt: not the encoder whose codes were clustered in " +
                        tiny.place().string() + " (its SHA-256 is not the one in metrics.json)\n"));
  EXPECT_EQ(find(tiny, {.folder = tiny.place()}, true).k, 3);
  EXPECT_THAT(said.words(), HasSubstr("warning: "));
}

TEST_F(FoundClustersIn, AFolderOfSomethingElseIsRefused) {
  const TinyClusters tiny;
  EXPECT_EQ(
      refusal(tiny, {.folder = tiny.folder.path()}),
      tiny.folder.path().string() + ": no folder of codegrid-cluster: it has no metrics.json");
}

TEST_F(FoundClustersIn, CentroidsOfAnotherWidthOrKindAreRefused) {
  const TinyClusters tiny;
  const fs::path wide = tiny.folder.write("wide.npy", encode_npy(at::ones({2, 7})));
  EXPECT_EQ(refusal(tiny, {.centroids = wide}),
            (tiny.folder.path() / "encoder.pt").string() +
                ": its codes have 3 values, but those of the clusters in " + wide.string() +
                " have 7; give the encoder whose codes were clustered");
  const fs::path labels = tiny.folder.write("labels.npy", encode_npy(at::arange(3, at::kLong)));
  EXPECT_THAT(refusal(tiny, {.centroids = labels}), HasSubstr("labels.npy: holds no centroids; "));
}

TEST_F(FoundClustersIn, ImagesOfAnotherClusteringAreRefused) {
  const TinyClusters tiny;
  KnownImagesWriter known(1);
  known.add(tiny.images.slice(0, 0, 1));
  known.write(tiny.place() / "known_images.bin", at::zeros({1}, at::kLong), 9);
  EXPECT_THAT(refusal(tiny, {.folder = tiny.place()}),
              HasSubstr("known_images.bin: of images of 20 bytes in 9 clusters, expected 20 bytes "
                        "and 3 clusters"));
}

}  // namespace
}  // namespace codegrid
