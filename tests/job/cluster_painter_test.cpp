#include "job/cluster_painter.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "job/cluster_fixtures.hpp"

namespace codegrid {
namespace {

struct Example {
  ImageSet images{at::arange(4 * 6, at::kByte).view({4, 1, 2, 3}), {}};
  at::Tensor codes = at::tensor({0.F, 4.F, 2.F, 4.F, 1.F, 8.F, 9.F, 9.F}).view({4, 2});
  Clustering clusters = clustering_of({1, 1, 0, -1}, 3);

  ClusterPainter painter(const std::vector<std::int64_t>& shown) const {
    return {images, PixelScale{0, 255}, codes, clusters, shown};
  }
};

TEST(ClusterPainter, DrawsAMemberAndNothingBeyondTheLast) {
  const Example example;
  const ClusterPainter painter = example.painter({0, 1, 2});
  const at::Tensor members = at::tensor({1, 0}, at::kLong);
  const Cell cell = painter.image(members, 0, 84, "cluster:1");
  EXPECT_TRUE(at::allclose(cell.image, example.images.images[1].to(at::kFloat) / 255));
  EXPECT_EQ(cell.caption, "cluster:1");
  EXPECT_FALSE(cell.framed);
  EXPECT_FALSE(painter.image(members, 2, 84).image.defined());
  EXPECT_FALSE(painter.code(members, 2, 84).image.defined());
}

TEST(ClusterPainter, DrawsCodesInAFrameOnOneScale) {
  const Example example;
  const ClusterPainter painter = example.painter({0, 1, 2});
  const Cell code = painter.code(at::tensor({0}, at::kLong), 0, 84);
  EXPECT_TRUE(code.framed);
  EXPECT_TRUE(at::allclose(code.image.flatten(), at::tensor({0.F, 4.F}) / 9));
  EXPECT_EQ(painter.scale().white, "0");
  EXPECT_EQ(painter.scale().black, "9");
}

TEST(ClusterPainter, ShowsMeanCodesWhereTheMethodHasNoCentroids) {
  const Example example;
  const ClusterPainter painter = example.painter({1, 2});
  EXPECT_EQ(painter.center_name(), "mean");
  EXPECT_TRUE(at::allclose(painter.center(0, 84, "").image.flatten(), at::tensor({1.F, 4.F}) / 9));
  EXPECT_TRUE(at::allclose(painter.center(1, 84, "").image.flatten(), at::tensor({0.F, 0.F})))
      << "of an empty cluster";
}

TEST(ClusterPainter, ShowsTheCentroidsThatAreThere) {
  Example example;
  example.clusters.centroids = at::tensor({9.F, 0.F, 4.5F, 9.F, 0.F, 0.F}).view({3, 2});
  const ClusterPainter painter = example.painter({1});
  EXPECT_EQ(painter.center_name(), "centroid");
  EXPECT_TRUE(at::allclose(painter.center(0, 84, "").image.flatten(), at::tensor({0.5F, 1.F})));
}

TEST(ClusterPainter, LeavesTheTopThousandthOfAllValuesBlack) {
  Example example;
  example.codes = at::arange(4000, at::kFloat).view({4, 1000});
  const InkScale scale = example.painter({0}).scale();
  EXPECT_EQ(scale.white, "0");
  EXPECT_EQ(scale.black, "3995 or more");  // the fifth of the greatest
}

}  // namespace
}  // namespace codegrid
