#include "cluster/assign/probable_group.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "cluster/fixtures.hpp"

namespace codegrid {
namespace {

using OwnClusters = std::vector<std::optional<std::int64_t>>;

SoftmaxModel some_layer() { return {normal({4, 7}, 5), normal({4}, 6)}; }

TEST(ProbableGroup, GivesCodesOfTheClusteringTheSameBits) {
  const at::Tensor codes = normal({300, 7});
  const RefinedClusters clusters = group_by_probability(codes, some_layer());
  const std::vector<AssignedCode> found =
      ProbableGroup(some_layer()).assign(codes, OwnClusters(300));
  for (std::int64_t i = 0; i < 300; ++i) {
    const AssignedCode& code = found[static_cast<std::size_t>(i)];
    EXPECT_EQ(code.cluster, clusters.assignments[i].item<std::int64_t>());
    EXPECT_EQ(static_cast<float>(code.confidence), clusters.probabilities[i].item<float>());
    EXPECT_TRUE(std::isnan(code.distance));
  }
}

TEST(ProbableGroup, TellsTheNextGroupAndItsProbability) {
  const SoftmaxModel model{at::eye(3), at::zeros({3})};
  const AssignedCode code =
      ProbableGroup(model).assign(at::tensor({1.0F, 3.0F, 2.0F}).view({1, 3}), OwnClusters(1))[0];
  const double sum = std::exp(1) + std::exp(2) + std::exp(3);
  EXPECT_EQ(code.cluster, 1);
  EXPECT_NEAR(code.confidence, std::exp(3) / sum, 1e-12);
  EXPECT_EQ(code.next_cluster, 2);
  EXPECT_NEAR(code.next_confidence, std::exp(2) / sum, 1e-12);
  EXPECT_TRUE(std::isnan(code.next_distance));
}

TEST(ProbableGroup, LeavesAKnownCodeInItsCluster) {
  const SoftmaxModel model{at::eye(3), at::zeros({3})};
  const at::Tensor codes = at::tensor({1.0F, 3.0F, 2.0F}).view({1, 3}).repeat({2, 1});
  const std::vector<AssignedCode> found = ProbableGroup(model).assign(codes, OwnClusters{0, -1});
  EXPECT_EQ(found[0].cluster, 0);
  EXPECT_EQ(found[0].next_cluster, 1);
  EXPECT_LT(found[0].confidence, found[0].next_confidence);
  EXPECT_EQ(found[1].cluster, -1);
  EXPECT_TRUE(std::isnan(found[1].confidence));
  EXPECT_EQ(found[1].next_cluster, 1);
}

TEST(ProbableGroup, PutsACodeThatIsNoNumberIntoNoCluster) {
  at::Tensor codes = normal({2, 7});
  codes[0][3] = INFINITY;
  const std::vector<AssignedCode> found = ProbableGroup(some_layer()).assign(codes, OwnClusters(2));
  EXPECT_EQ(found[0].cluster, -1);
  EXPECT_EQ(found[0].next_cluster, -1);
  EXPECT_GE(found[1].cluster, 0);
}

}  // namespace
}  // namespace codegrid
