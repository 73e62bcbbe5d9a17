#include "cluster/refined/group_probabilities.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "cluster/fixtures.hpp"
#include "core/error.hpp"
#include "support/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

SoftmaxModel layer_of(std::int64_t k, std::int64_t width) {
  return {normal({k, width}, 5), normal({k}, 6)};
}

TEST(GroupProbabilities, AreTheSoftmaxOfTheLayer) {
  const SoftmaxModel model = layer_of(4, 7);
  const at::Tensor codes = normal({50, 7});
  const at::Tensor expected = at::softmax(at::linear(codes, model.weights, model.biases), 1);
  const GroupProbabilities groups(model);
  EXPECT_EQ(groups.groups(), 4);
  EXPECT_EQ(groups.width(), 7);
  std::array<double, 4> found{};
  for (std::int64_t i = 0; i < codes.size(0); ++i) {
    groups.measure(codes[i].const_data_ptr<float>(), found);
    double sum = 0;
    for (std::int64_t j = 0; j < 4; ++j) {
      EXPECT_NEAR(found[static_cast<std::size_t>(j)], expected[i][j].item<double>(), 1e-5);
      sum += found[static_cast<std::size_t>(j)];
    }
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

TEST(GroupProbabilities, OfCentroidsAreStudentsTOfTheDistances) {
  const SoftmaxModel model{.centroids = normal({4, 7}, 5)};
  EXPECT_FALSE(model.is_linear());
  const at::Tensor codes = normal({50, 7});
  const at::Tensor squares = at::cdist(codes, model.centroids).square();
  const at::Tensor nearness = 1 / (1 + squares);
  const at::Tensor expected = nearness / nearness.sum(1, /*keepdim=*/true);
  const GroupProbabilities groups(model);
  EXPECT_EQ(groups.groups(), 4);
  EXPECT_EQ(groups.width(), 7);
  std::array<double, 4> found{};
  for (std::int64_t i = 0; i < codes.size(0); ++i) {
    groups.measure(codes[i].const_data_ptr<float>(), found);
    for (std::int64_t j = 0; j < 4; ++j)
      EXPECT_NEAR(found[static_cast<std::size_t>(j)], expected[i][j].item<double>(), 1e-5);
  }
  EXPECT_TRUE(group_by_probability(codes, model).assignments.equal(squares.argmin(1)));
}

TEST(GroupProbabilities, OfCodesOfAnySizeAreNumbers) {
  const GroupProbabilities groups({at::tensor({1e30F, -1e30F}).view({2, 1}), at::zeros({2})});
  std::array<double, 2> found{};
  const float code = 1e30F;
  groups.measure(&code, found);
  EXPECT_EQ(found[0], 1);
  EXPECT_EQ(found[1], 0);
}

TEST(GroupProbabilities, TheGreatestIsTheFirstOnATieOtherThanTheExcepted) {
  const std::array<double, 4> probabilities{0.1, 0.4, 0.4, 0.1};
  EXPECT_EQ(most_probable(probabilities), 1);
  EXPECT_EQ(most_probable(probabilities, 1), 2);
  EXPECT_EQ(most_probable(std::array<double, 1>{1}, 0), -1);
}

TEST(RefinedClusters, AreTheMostProbableGroupsOnAnyNumberOfThreads) {
  const SoftmaxModel model = layer_of(4, 7);
  const at::Tensor codes = normal({3000, 7});
  const at::Tensor expected = at::softmax(at::linear(codes, model.weights, model.biases), 1);
  const ThreadsFor one(1);
  const RefinedClusters found = group_by_probability(codes, model);
  EXPECT_TRUE(found.assignments.equal(expected.argmax(1)));
  EXPECT_TRUE(at::allclose(found.probabilities, std::get<0>(expected.max(1))));
  EXPECT_TRUE(at::allclose(found.doubts, 1 - found.probabilities, 0, 1e-6));
  EXPECT_NEAR(found.mean_probability, found.probabilities.mean().item<double>(), 1e-6);
  const ThreadsFor two(2);
  const RefinedClusters again = group_by_probability(codes, model);
  EXPECT_TRUE(again.assignments.equal(found.assignments));
  EXPECT_TRUE(again.probabilities.equal(found.probabilities));
  EXPECT_TRUE(again.doubts.equal(found.doubts));
}

TEST(RefinedClusters, TellApartHowSmallTheDoubtsAre) {
  const SoftmaxModel model{at::tensor({0.0F, 1.0F}).view({2, 1}), at::zeros({2})};
  const at::Tensor doubts =
      group_by_probability(at::tensor({30.0F, 40.0F}).view({2, 1}), model).doubts;
  EXPECT_NEAR(doubts[0].item<double>() / std::exp(-30), 1, 1e-6);
  EXPECT_NEAR(doubts[1].item<double>() / std::exp(-40), 1, 1e-6);
}

TEST(RefinedClusters, RefuseCodesThatAreNoNumbers) {
  at::Tensor codes = normal({3, 7});
  codes[1][2] = NAN;
  const Error error = error_of([&] { group_by_probability(codes, layer_of(4, 7)); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "refined: found NaN or infinity in 1 of 3 codes, first in code 1; expected finite "
               "numbers. Look at the encoder's weights: training may have diverged.");
}

TEST(RefinedClusters, OfAnotherWidthAreOurOwnMistake) {
  EXPECT_THROW(group_by_probability(normal({3, 6}), layer_of(4, 7)), c10::Error);
  EXPECT_THROW(GroupProbabilities({normal({4, 7}), normal({5})}), c10::Error);
}

}  // namespace
}  // namespace codegrid
