// Codes on a GPU are clustered as on the CPU. Where none can be used, these tests are skipped, and
// say why.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <string>

#include "cluster/clustering.hpp"
#include "cluster/fixtures.hpp"
#include "cluster/measures/silhouette.hpp"
#include "cluster/unit_length.hpp"
#include "support/on_cuda.hpp"

namespace codegrid {
namespace {

class ClusteringOnCuda : public NeedsCuda<testing::TestWithParam<ClusteringMethod>> {
 protected:
  static ClusteringOptions options() {
    ClusteringOptions options;
    options.method = GetParam();
    options.kmeans.k = options.spherical_kmeans.k = 6;
    return options;
  }

  // Around six places, far from each other.
  static at::Tensor codes() {
    return unit_length(normal({6, 8}, 1).repeat({100, 1}) + 0.1 * normal({600, 8}));
  }

  Clustering cluster(at::Device device) const {
    return cluster_codes(codes().to(device), options(), make_generator(1, Purpose::kKMeans));
  }
};

TEST_P(ClusteringOnCuda, FindsTheSameGroupsAsOnTheCpu) {
  const Clustering here = cluster(at::kCPU);
  const Clustering there = cluster(cuda_);
  EXPECT_EQ(there.k, here.k);
  EXPECT_TRUE(there.assignments.is_cpu());
  EXPECT_TRUE(there.atypicality.is_cpu());
  EXPECT_TRUE(at::equal(there.assignments, here.assignments));
  EXPECT_NEAR(there.score.value, here.score.value, 1e-3 * std::abs(here.score.value));
  EXPECT_TRUE(at::allclose(there.centroids, here.centroids, 1e-4, 1e-5));
}

TEST_P(ClusteringOnCuda, GivesTheSameBitsAgain) {
  const Clustering once = cluster(cuda_);
  const Clustering again = cluster(cuda_);
  EXPECT_TRUE(at::equal(again.assignments, once.assignments));
  EXPECT_EQ(again.score.value, once.score.value);
  EXPECT_TRUE(at::equal(again.centroids, once.centroids));
}

TEST_P(ClusteringOnCuda, ASilhouetteOfCodesThereIsTheCpus) {
  const at::Tensor groups = cluster(at::kCPU).assignments;
  const auto mean = [&](at::Device device, std::int64_t most) {
    return silhouette(codes().to(device), groups, most, make_generator(1, Purpose::kSilhouette))
        .mean;
  };
  EXPECT_EQ(mean(cuda_, 1000), mean(at::kCPU, 1000));
  EXPECT_EQ(mean(cuda_, 200), mean(at::kCPU, 200)) << "of a sample";
}

INSTANTIATE_TEST_SUITE_P(
    Methods, ClusteringOnCuda,
    testing::Values(ClusteringMethod::kKMeans, ClusteringMethod::kSphericalKMeans),
    [](const auto& method) {
      return std::string(method.param == ClusteringMethod::kKMeans ? "kmeans" : "spherical_kmeans");
    });

}  // namespace
}  // namespace codegrid
