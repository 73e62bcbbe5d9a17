#include "cluster/measures/silhouette.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <cmath>

#include "cluster/fixtures.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

at::Generator silhouette_generator(std::uint64_t seed = 1) {
  return make_generator(seed, Purpose::kSilhouette);
}

TEST(Silhouette, HasTheValueOfScikitLearn) {
  const at::Tensor codes =
      at::tensor({0.F, 0.F, 0.F, 1.F, 2.F, 0.F, 5.F, 5.F, 5.F, 6.F, 9.F, 0.F}).view({6, 2});
  const Silhouette found =
      silhouette(codes, longs({0, 0, 0, 1, 1, 2}), 100, silhouette_generator());
  EXPECT_NEAR(found.mean, 0.6542133092880249, 1e-6);  // silhouette_score; the last point counts 0
  EXPECT_EQ(found.sample, 6);
}

TEST(Silhouette, LeavesOutWhatIsInNoCluster) {
  const at::Tensor codes = at::rand({300, 3}, silhouette_generator(), at::kFloat);
  at::Tensor clusters = codes.select(1, 0).mul(3).to(at::kLong);
  const at::Tensor with_others = at::cat({codes, normal({50, 3})});
  const at::Tensor none = at::full({50}, -1, at::kLong);
  const Silhouette all = silhouette(codes, clusters, 1000, silhouette_generator());
  const Silhouette found =
      silhouette(with_others, at::cat({clusters, none}), 1000, silhouette_generator());
  EXPECT_DOUBLE_EQ(found.mean, all.mean);
  EXPECT_EQ(found.sample, 300);
  EXPECT_EQ(silhouette(with_others, at::cat({clusters, none}), 100, silhouette_generator()).sample,
            100);
  EXPECT_TRUE(std::isnan(silhouette(normal({50, 3}), none, 100, silhouette_generator()).mean));
}

TEST(Silhouette, IsTheSameWithClusterNumbersLeftOut) {
  const at::Tensor codes = at::rand({700, 3}, silhouette_generator(), at::kFloat);
  const at::Tensor clusters = codes.select(1, 0).mul(3).to(at::kLong);
  EXPECT_DOUBLE_EQ(silhouette(codes, clusters, 1000, silhouette_generator()).mean,
                   silhouette(codes, clusters * 4 + 1, 1000, silhouette_generator()).mean);
}

TEST(Silhouette, IsTheSameAtAnyMagnitude) {
  const at::Tensor codes = at::rand({200, 3}, silhouette_generator(), at::kFloat);
  const at::Tensor clusters = codes.select(1, 0).mul(3).to(at::kLong);
  const double usual = silhouette(codes, clusters, 1000, silhouette_generator()).mean;
  for (const float scale : {0x1p-120F, 0x1p-70F, 0x1p70F, 0x1p127F})
    EXPECT_EQ(silhouette(codes * scale, clusters, 1000, silhouette_generator()).mean, usual);
  const at::Tensor with_huge = at::cat({at::full({200, 1}, 1e38F), codes}, 1);
  EXPECT_NEAR(silhouette(with_huge, clusters, 1000, silhouette_generator()).mean, usual, 1e-6);
}

TEST(Silhouette, OfManyClustersIsThatOfCountingOneByOne) {
  const at::Tensor codes = normal({300, 2});
  const at::Tensor clusters = at::arange(300) % 120;
  const at::Tensor distances = (codes.unsqueeze(1) - codes).to(at::kDouble).square().sum(2).sqrt();
  double sum = 0;
  for (std::int64_t i = 0; i < 300; ++i) {
    double within = 0;
    double nearest = INFINITY;
    for (std::int64_t cluster = 0; cluster < 120; ++cluster) {
      const at::Tensor members = at::nonzero(clusters.eq(cluster)).flatten();
      const auto all = distances[i].index_select(0, members).sum().item<double>();
      if (cluster == i % 120) {
        within = all / static_cast<double>(members.numel() - 1);
      } else {
        nearest = std::min(nearest, all / static_cast<double>(members.numel()));
      }
    }
    sum += (nearest - within) / std::max(nearest, within);
  }
  EXPECT_NEAR(silhouette(codes, clusters, 1000, silhouette_generator()).mean, sum / 300, 1e-6);
}

TEST(Silhouette, OfASampleIsNearThatOfAll) {
  const at::Tensor codes = at::rand({3000, 2}, silhouette_generator(), at::kFloat);
  const at::Tensor clusters = codes.select(1, 0).mul(2).to(at::kLong);
  const Silhouette all = silhouette(codes, clusters, 3000, silhouette_generator());
  const Silhouette some = silhouette(codes, clusters, 600, silhouette_generator());
  EXPECT_EQ(all.sample, 3000);
  EXPECT_EQ(some.sample, 600);
  EXPECT_NEAR(some.mean, all.mean, 0.03);
  EXPECT_EQ(some.mean, silhouette(codes, clusters, 600, silhouette_generator()).mean);
  EXPECT_NE(some.mean, silhouette(codes, clusters, 600, silhouette_generator(2)).mean);
}

TEST(Silhouette, IsNotDefinedForOneClusterOrOnlyClustersOfOne) {
  const at::Tensor codes = at::rand({3, 2}, silhouette_generator(), at::kFloat);
  EXPECT_TRUE(std::isnan(silhouette(codes, longs({0, 0, 0}), 9, silhouette_generator()).mean));
  EXPECT_TRUE(std::isnan(silhouette(codes, longs({0, 1, 2}), 9, silhouette_generator()).mean));
  EXPECT_TRUE(
      std::isnan(silhouette(codes.slice(0, 0, 1), longs({0}), 9, silhouette_generator()).mean));
}

TEST(Silhouette, IsZeroWhereAllPointsCoincide) {
  EXPECT_EQ(silhouette(at::ones({4, 2}), longs({0, 0, 1, 1}), 9, silhouette_generator()).mean, 0);
}

}  // namespace
}  // namespace codegrid
