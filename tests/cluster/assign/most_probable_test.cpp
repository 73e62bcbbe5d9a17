#include "cluster/assign/most_probable.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cluster/fixtures.hpp"
#include "cluster/mixture/gaussian_mixture.hpp"
#include "cluster/mixture/models.hpp"

namespace codegrid {
namespace {

std::vector<std::optional<std::int64_t>> not_known(std::int64_t count) {
  return std::vector<std::optional<std::int64_t>>(static_cast<std::size_t>(count));
}

TEST(MostProbable, GivesCodesOfTheClusteringWhatTheyGotThere) {
  for (const float scale : {1e-30F, 1.F, 1e30F}) {
    for (const CovarianceKind kind : {CovarianceKind::kFull, CovarianceKind::kDiagonal}) {
      const at::Tensor codes = normal({333, 5}) * scale;
      const MixtureClusters found =
          gaussian_mixture(codes, {.k = 4, .covariance = kind, .n_init = 1, .max_iter = 5},
                           make_generator(1, Purpose::kKMeans));
      const MostProbable mixture(found.model);
      EXPECT_EQ(mixture.width(), 5);
      EXPECT_EQ(mixture.clusters(), 4);
      // In pieces, so that each code has other neighbors than there.
      for (std::int64_t first = 0; first < 333; first += 37) {
        const auto assigned = mixture.assign(codes.slice(0, first, first + 37), not_known(37));
        for (std::int64_t i = 0; i < 37; ++i) {
          const AssignedCode& code = assigned[static_cast<std::size_t>(i)];
          EXPECT_EQ(code.cluster, found.assignments[first + i].item<std::int64_t>());
          EXPECT_EQ(static_cast<float>(code.confidence),
                    found.probabilities[first + i].item<float>());
          EXPECT_EQ(static_cast<float>(code.distance), found.distances[first + i].item<float>());
          EXPECT_NE(code.next_cluster, code.cluster);
          EXPECT_GE(code.confidence, code.next_confidence);
        }
      }
    }
  }
}

// One value, means -1 and 1, variance 1, weights 1/3 and 2/3: at x the odds are 2 exp(2 x), so that
// they are even at -log(2) / 2.
TEST(MostProbable, GivesNewCodesTheComponentOfTheGreatestResponsibility) {
  const MostProbable mixture(
      model_of({1.0 / 3, 2.0 / 3}, at::tensor({-1.0, 1.0}).view({2, 1}), at::ones({2, 1, 1})));
  const at::Tensor codes = at::tensor({0.F, -0.34F, -0.35F}).view({3, 1});
  const auto assigned = mixture.assign(codes, not_known(3));
  EXPECT_EQ(assigned[0].cluster, 1);
  EXPECT_NEAR(assigned[0].confidence, 2.0 / 3, 1e-12);
  EXPECT_NEAR(assigned[0].next_confidence, 1.0 / 3, 1e-12);
  EXPECT_EQ(assigned[0].distance, 1);
  EXPECT_EQ(assigned[0].next_cluster, 0);
  EXPECT_EQ(assigned[0].next_distance, 1);
  EXPECT_EQ(assigned[1].cluster, 1);  // though the other mean is nearer
  EXPECT_EQ(assigned[2].cluster, 0);
}

TEST(MostProbable, AKnownClusterStaysWhateverIsMoreProbable) {
  const MostProbable mixture(two_components());
  const auto assigned =
      mixture.assign(at::zeros({2, 2}), std::vector<std::optional<std::int64_t>>{1, -1});
  EXPECT_EQ(assigned[0].cluster, 1);
  EXPECT_EQ(assigned[0].next_cluster, 0);
  EXPECT_LT(assigned[0].confidence, assigned[0].next_confidence);
  EXPECT_EQ(assigned[1].cluster, -1);
  EXPECT_TRUE(std::isnan(assigned[1].confidence));
}

TEST(MostProbable, PlacesWhatIsFarFromEverythingAndNothingThatIsNotFinite) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const MostProbable mixture(two_components());
  const auto assigned =
      mixture.assign(at::tensor({3e38F, 3e38F, nan, 0.F}).view({2, 2}), not_known(2));
  EXPECT_EQ(assigned[0].cluster, 1);  // the wider one
  EXPECT_TRUE(std::isfinite(assigned[0].distance));
  EXPECT_EQ(assigned[0].next_cluster, -1);  // no other is possible in double
  EXPECT_EQ(assigned[1].cluster, -1);
}

TEST(MostProbable, LeavesOutWhatIsFartherThanDoubleHolds) {
  const MostProbable mixture(model_of({0.5, 0.5}, at::tensor({0.0, 1.0}).view({2, 1}),
                                      at::full({2, 1}, 1e-250, at::kDouble)));
  const auto assigned = mixture.assign(at::tensor({3e38F, 0.F}).view({2, 1}), not_known(2));
  EXPECT_EQ(assigned[0].cluster, -1);
  EXPECT_EQ(assigned[0].next_cluster, -1);
  EXPECT_EQ(assigned[1].cluster, 0);
}

TEST(MostProbable, NeverNamesAComponentThatDied) {
  const MostProbable mixture(
      model_of({0, 1}, at::tensor({0.0, 9.0}).view({2, 1}), at::ones({2, 1})));
  const auto assigned = mixture.assign(at::zeros({1, 1}), not_known(1));
  EXPECT_EQ(assigned[0].cluster, 1);
  EXPECT_EQ(assigned[0].next_cluster, -1);
  EXPECT_TRUE(std::isnan(assigned[0].next_distance));
}

}  // namespace
}  // namespace codegrid
