#include "job/k_sweep.hpp"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "cluster/unit_length.hpp"
#include "job/find_clusters.hpp"
#include "job/fixtures.hpp"
#include "job/swept_fixtures.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// Codes around four points far apart, and their labels.
class KOfASweep : public testing::Test {
 protected:
  KOfASweep() {
    at::Generator generator = make_generator(1, Purpose::kKMeans);
    const at::Tensor codes =
        unit_length(at::eye(4).repeat_interleave(40, 0) + 0.05 * at::randn({160, 4}, generator));
    codes_ = {{codes}, codes};
    images_.images = at::zeros({160, 1, 1, 1}, at::kByte);
    job_.device = "cpu";
    job_.threads = at::get_num_threads();
    job_.clustering.kmeans.sweep = {{8, 2, 4, 3}, ""};
    job_.clustering.spectral.sweep = {{3, 4, 5}, "3-5"};
    job_.clustering.graph.sweep = job_.clustering.gaussian_mixture.sweep =
        job_.clustering.spherical_kmeans.sweep = {{3, 4, 5}, "3-5"};
  }

  std::pair<Clustering, KSweep> choose() {
    return choose_k(codes_, images_, JobContext(job_, said_.progress()));
  }

  const ThreadsFor as_before_{at::get_num_threads()};
  Said said_;
  JobConfig job_;
  ClusteredCodes codes_;
  ImageSet images_;
};

TEST_F(KOfASweep, IsTheNumberOfGroupsThatLieApartByEveryMethod) {
  for (const ClusteringMethod method :
       {ClusteringMethod::kKMeans, ClusteringMethod::kSphericalKMeans,
        ClusteringMethod::kGaussianMixture, ClusteringMethod::kGraph,
        ClusteringMethod::kSpectral}) {
    job_.clustering.method = method;
    const auto [clusters, sweep] = choose();
    EXPECT_EQ(clusters.k, 4);
    EXPECT_EQ(clusters.method, method);
    EXPECT_EQ(sweep.rows[sweep.chosen].k, 4);
    EXPECT_EQ(sweep.rows[sweep.chosen].neighbors_agree, 1);
    EXPECT_TRUE(std::ranges::is_sorted(sweep.rows, {}, &SweptK::k));
  }
}

TEST_F(KOfASweep, HasTheClustersThatThisNumberAloneGives) {
  for (const ClusteringMethod method : {ClusteringMethod::kKMeans, ClusteringMethod::kSpectral}) {
    job_.clustering.method = method;
    const Clustering swept = choose().first;
    const JobContext context(job_, said_.progress());
    const Clustering alone =
        cluster_with_progress(codes_.sets, std::nullopt, job_.clustering.with_k(swept.k), context);
    EXPECT_TRUE(at::equal(swept.assignments, alone.assignments));
    EXPECT_EQ(swept.score.value, alone.score.value);
    ASSERT_EQ(swept.centroids.defined(), method == ClusteringMethod::kKMeans);
    if (swept.centroids.defined()) {
      EXPECT_TRUE(at::equal(swept.centroids, alone.centroids));
    }
  }
}

TEST_F(KOfASweep, IsChosenWithoutTheLabelsThatItIsComparedWith) {
  const auto without = choose();
  EXPECT_FALSE(without.second.rows[0].agreement);
  images_.labels = at::arange(160).remainder(2);  // no group has one label
  const auto with = choose();
  EXPECT_EQ(with.second.chosen, without.second.chosen);
  ASSERT_TRUE(with.second.rows[0].agreement);
  EXPECT_NEAR(with.second.rows[0].agreement->accuracy, 0.5, 0.1);
}

TEST_F(KOfASweep, IsSaidForEachNumberTheGreatestFirst) {
  choose();
  EXPECT_THAT(said_.words(), testing::ContainsRegex("k = 8, 10 starts.*\n.*k = 4, 10 starts.*\n.*"
                                                    "k = 3, 10 starts.*\n.*k = 2, 10 starts"));
}

TEST_F(KOfASweep, ThatIsTooGreatIsRefusedBeforeTheOthersAreTried) {
  job_.clustering.kmeans.sweep = {{2, 161}, ""};
  EXPECT_THAT(error_of([&] { choose(); }).what(),
              HasSubstr("k-means: found k = 161 clusters for 160 codes"));
  EXPECT_EQ(said_.words(), "");
}

TEST(NeighborModularity, IsWhatAgreesLessAShareOfWhatWouldByChance) {
  Trust trust;
  EXPECT_TRUE(std::isnan(neighbor_modularity(trust)));
  trust.neighbors_agree = 0.875;
  trust.by_chance = 0.25;
  EXPECT_DOUBLE_EQ(neighbor_modularity(trust), 0.875 - 0.3 * 0.25);
}

TEST(BestK, HasTheGreatestModularityAndIsTheLeastOfEqualOnes) {
  EXPECT_EQ(best_k({swept_k(2, 0.5), swept_k(3, 0.75), swept_k(4, 0.625)}), 1U);
  EXPECT_EQ(best_k({swept_k(2, 0.5), swept_k(3, 0.75), swept_k(4, 0.75)}), 1U);
  EXPECT_EQ(best_k({swept_k(2, NAN), swept_k(3, -0.25), swept_k(4, NAN)}), 1U);
  EXPECT_EQ(best_k({swept_k(2, NAN), swept_k(3, NAN)}), 0U);
}

}  // namespace
}  // namespace codegrid
