#include "job/cluster_pictures.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "support/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

// The names of what is drawn of six images, the last in no cluster.
std::vector<std::string> drawn(const Clustering& clustering, Samples samples) {
  const TemporaryFolder folder;
  at::Generator generator = make_generator(1, Purpose::kPictures);
  const ImageSet images{at::randint(255, {6, 1, 4, 4}, generator, at::kByte), {}};
  PictureOptions options;
  options.samples = samples;
  draw_clusters(folder.path(), images, PixelScale{0, 255}, at::rand({6, 3}, generator, at::kFloat),
                clustering, {}, options, generator);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    names.push_back(entry.path().filename().string());
  return names;
}

Clustering without_centroids(const std::vector<std::int64_t>& assignments) {
  Clustering clustering;
  clustering.method = ClusteringMethod::kGraph;
  clustering.k = 3;
  clustering.assignments = at::tensor(assignments, at::kLong);
  clustering.atypicality = at::arange(6);
  return clustering;
}

TEST(ClusterPictures, NeedNoCentroids) {
  for (const Samples samples : {Samples::kRandom, Samples::kNearest, Samples::kFarthest}) {
    EXPECT_THAT(drawn(without_centroids({0, 1, 2, 0, 0, 1}), samples),
                testing::UnorderedElementsAre("clusters.png", "codes.png", "cluster_00.png",
                                              "cluster_01.png", "cluster_02.png"));
  }
}

TEST(ClusterPictures, HaveAPageOfWhatIsInNoClusterAndABlankOneOfAnEmptyCluster) {
  EXPECT_THAT(
      drawn(without_centroids({0, 1, -1, 0, -1, 1}), Samples::kNearest),
      testing::UnorderedElementsAre("clusters.png", "codes.png", "cluster_00.png", "cluster_01.png",
                                    "cluster_02.png", "cluster_none.png"));
}

}  // namespace
}  // namespace codegrid
