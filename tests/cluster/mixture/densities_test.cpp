#include "cluster/mixture/densities.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "cluster/fixtures.hpp"
#include "cluster/mixture/models.hpp"
#include "cluster/mixture/tile_products.hpp"

namespace codegrid {
namespace {

void expect_as_the_formula(const MixtureModel& model) {
  const at::Tensor codes = 2 * normal({kTileLanes, model.means.size(1)}, 7).to(at::kDouble);
  const at::Tensor expected = log_densities_of(model, codes);
  const Densities densities(model);
  TilePosteriors posteriors(densities);
  for (std::int64_t lane = 0; lane < kTileLanes; ++lane)
    posteriors.set(lane, codes[lane].contiguous().const_data_ptr<double>());
  posteriors.measure();
  const at::Tensor shares = at::softmax(expected, 1);
  for (std::int64_t lane = 0; lane < kTileLanes; ++lane) {
    const Posterior& found = posteriors.posterior(lane);
    EXPECT_NEAR(found.log_likelihood, at::logsumexp(expected[lane], 0).item<double>(), 1e-10);
    EXPECT_EQ(found.best, expected[lane].argmax().item<std::int64_t>());
    double sum = 0;
    for (std::int64_t j = 0; j < densities.components(); ++j) {
      const double share = found.responsibilities[static_cast<std::size_t>(j)];
      EXPECT_NEAR(share, shares[lane][j].item<double>(), 1e-10);
      sum += share;
    }
    EXPECT_NEAR(sum, 1, 1e-14);
  }
}

TEST(Densities, AreThoseOfTheFormula) {
  expect_as_the_formula(two_components());
  expect_as_the_formula(model_of({0.5, 0.5}, normal({2, 3}), at::rand({2, 3}) + 0.1));
  const at::Tensor factors = normal({3, 11, 11}).to(at::kDouble);
  expect_as_the_formula(
      model_of({0.2, 0.3, 0.5}, normal({3, 11}),
               at::bmm(factors, factors.transpose(1, 2)) + at::eye(11, at::kDouble)));
}

// One value, means -1 and 1, variance 1, weights 1/3 and 2/3: at x the odds are 2 exp(2 x).
TEST(Densities, OfATinyCaseGiveWhatAHandComputes) {
  const MixtureModel model =
      model_of({1.0 / 3, 2.0 / 3}, at::tensor({-1.0, 1.0}).view({2, 1}), at::ones({2, 1, 1}));
  const Densities densities(model);
  TilePosteriors posteriors(densities);
  const std::array<double, 2> codes{0, -0.5};
  posteriors.set(0, &codes[0]);
  posteriors.set(1, &codes[1]);
  posteriors.measure();
  EXPECT_NEAR(posteriors.posterior(0).responsibilities[1], 2.0 / 3, 1e-15);
  EXPECT_EQ(posteriors.posterior(0).best, 1);
  EXPECT_NEAR(posteriors.posterior(0).log_likelihood, -0.5 - 0.5 * std::log(2 * std::numbers::pi),
              1e-15);
  const double odds = 2 * std::exp(-1.0);
  EXPECT_NEAR(posteriors.posterior(1).responsibilities[1], odds / (1 + odds), 1e-15);
  EXPECT_EQ(posteriors.posterior(1).best, 0);
  EXPECT_EQ(posteriors.distance(1, 1), 1.5);
}

TEST(Densities, OfCodesThatAreFarFromAllStillTellThemApart) {
  const Densities densities(two_components());
  TilePosteriors posteriors(densities);
  for (const double far : {1e3, 1e20, 1e80}) {
    const std::array<double, 2> code{far, 0};
    posteriors.set(0, code.data());
    posteriors.measure();
    const Posterior& found = posteriors.posterior(0);
    EXPECT_EQ(found.best, 1) << far;  // the wider one
    EXPECT_EQ(found.responsibilities[1], 1);
    EXPECT_TRUE(std::isfinite(found.log_likelihood));
  }
}

TEST(Densities, OfAComponentThatDiedAreNone) {
  const Densities densities(
      model_of({0, 1}, at::tensor({0.0, 9.0}).view({2, 1}), at::ones({2, 1})));
  TilePosteriors posteriors(densities);
  const double code = 0;
  posteriors.set(0, &code);
  posteriors.measure();
  EXPECT_EQ(posteriors.posterior(0).best, 1);
  EXPECT_EQ(posteriors.posterior(0).responsibilities[0], 0);
}

}  // namespace
}  // namespace codegrid
