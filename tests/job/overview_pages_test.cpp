#include "job/overview_pages.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "job/cluster_fixtures.hpp"
#include "job/fixtures.hpp"

namespace codegrid {
namespace {

// The overview of `count` clusters of two images each, out of `k`.
class Overview {
 public:
  Overview(std::int64_t count, std::int64_t k, std::int64_t rows, std::int64_t unassigned = 0,
           const std::string& trust = "", double agree = NAN) {
    const ImageSet images{at::randint(255, {2 * count, 1, 4, 4}, at::kByte), {}};
    const at::Tensor codes = at::rand({2 * count, 4});
    Clustering clusters = clustering_of({}, k);
    clusters.assignments = at::floor_divide(at::arange(2 * count), 2);
    std::vector<ShownCluster> shown;
    std::vector<std::int64_t> names;
    for (std::int64_t i = 0; i < count; ++i) {
      shown.push_back({i, at::tensor({2 * i, 2 * i + 1}, at::kLong), agree});
      names.push_back(i);
    }
    PictureFiles files(folder_.path(), said_.progress());
    draw_overview(files, {images, PixelScale{0, 255}, codes, clusters, names}, shown, k, rows,
                  unassigned, trust);
    EXPECT_TRUE(files.missing().empty());
  }

  std::vector<std::string> names() const { return names_in(folder_.path()); }
  PngSize size(const std::string& name) const { return png_size(folder_.path() / name); }

 private:
  TemporaryFolder folder_;
  Said said_;
};

TEST(OverviewPages, OfUpToTwentyClustersAreOneWithoutAHeading) {
  const Overview ten(10, 10, 2);
  EXPECT_THAT(ten.names(), testing::ElementsAre("clusters.png", "codes.png"));
  const Overview twenty(20, 20, 2);
  EXPECT_THAT(twenty.names(), testing::ElementsAre("clusters.png", "codes.png"));
  EXPECT_EQ(twenty.size("clusters.png").width, ten.size("clusters.png").width);
}

TEST(OverviewPages, SayAboveTheImagesHowMuchOfThemIsToBeBelieved) {
  const Overview silent(10, 10, 2);
  const Overview told(10, 10, 2, 0, "Groups to be doubted.", 0.944);
  EXPECT_GT(told.size("clusters.png").height, silent.size("clusters.png").height) << "a line";
  EXPECT_GT(told.size("clusters.png").width, silent.size("clusters.png").width)
      << "shares beside the names";
  const Overview warned(10, 10, 2, 0, "Groups to be doubted.\nTwo parts of cluster 3 hardly touch.",
                        0.944);
  EXPECT_GT(warned.size("clusters.png").height, told.size("clusters.png").height) << "a line more";
}

TEST(OverviewPages, OfMoreClustersAreSeveral) {
  EXPECT_THAT(Overview(21, 21, 2).names(),
              testing::ElementsAre("clusters.png", "clusters_2.png", "codes.png", "codes_2.png"));
  const Overview part(40, 50, 2);
  const Overview all(40, 40, 2);
  EXPECT_EQ(part.names(), all.names());
  EXPECT_GT(part.size("clusters.png").height, all.size("clusters.png").height)
      << "a line says that there are more";
}

TEST(OverviewPages, HaveNoRowsThatNoClusterFills) {
  EXPECT_EQ(Overview(3, 3, 9).size("clusters.png").height,
            Overview(3, 3, 2).size("clusters.png").height);
}

TEST(OverviewPages, SayInAHeadingHowManyImagesAreInNoCluster) {
  for (const std::int64_t count : {3, 40}) {
    const Overview all(count, count, 2);
    const Overview some(count, count, 2, 1234);
    for (const std::string& name : all.names())
      EXPECT_GT(some.size(name).height, all.size(name).height) << name;
  }
}

}  // namespace
}  // namespace codegrid
