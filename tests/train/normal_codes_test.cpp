#include "train/normal_codes.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <vector>

#include "support/threads.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

CodeDistribution some_distributions(std::int64_t images, std::int64_t width) {
  torch::manual_seed(3);
  return {torch::randn({images, width}) * 2, torch::randn({images, width}) * 1.5};
}

double plain_kl(const CodeDistribution& codes) {
  double sum = 0;
  for (std::int64_t i = 0; i < codes.means.size(0); ++i) {
    for (std::int64_t j = 0; j < codes.means.size(1); ++j) {
      const double mean = codes.means[i][j].item<double>();
      const double log_variance = codes.log_variances[i][j].item<double>();
      sum += (std::exp(log_variance) + mean * mean - 1 - log_variance) / 2;
    }
  }
  return sum;
}

at::Generator noise() { return make_generator(1, Purpose::kCodeNoise); }

TEST(NormalCodes, HaveTheDivergenceOfTheClosedForm) {
  for (const std::int64_t images : {1, 7, 40}) {
    const CodeDistribution codes = some_distributions(images, 5);
    const double expected = plain_kl(codes);
    EXPECT_NEAR(kl_from_prior(codes).item<double>(), expected, 1e-5 * expected);
    EXPECT_TRUE(torch::equal(kl_with_gradient(codes).sum, kl_from_prior(codes)));
  }
  EXPECT_EQ(kl_from_prior(some_distributions(2, 3)).scalar_type(), at::kDouble);
}

// E[ln q(z) - ln p(z)] over codes that are drawn.
TEST(NormalCodes, HaveTheDivergenceThatTheirDrawsShow) {
  const CodeDistribution one{torch::full({1, 1}, 0.7), torch::full({1, 1}, -0.9)};
  const CodeDistribution many{one.means.expand({200'000, 1}),
                              one.log_variances.expand({200'000, 1})};
  const at::Tensor z = draw_codes(many, noise()).to(at::kDouble);
  const at::Tensor log_q = (z - 0.7).square() * (-0.5 * std::exp(0.9)) + 0.45;
  const at::Tensor log_p = z.square() * -0.5;
  EXPECT_NEAR((log_q - log_p).mean().item<double>(), kl_from_prior(one).item<double>(), 0.01);
}

TEST(NormalCodes, OfTheStandardNormalDistributionTellNothing) {
  const CodeDistribution prior{torch::zeros({4, 3}), torch::zeros({4, 3})};
  const KlWithGradient kl = kl_with_gradient(prior);
  EXPECT_EQ(kl.sum.item<double>(), 0);
  EXPECT_EQ(kl.by_means.abs().max().item<double>(), 0);
  EXPECT_EQ(kl.by_log_variances.abs().max().item<double>(), 0);
}

TEST(NormalCodes, TheirDivergenceHasTheGradientOfAutograd) {
  CodeDistribution codes = some_distributions(9, 4);
  codes.means.requires_grad_();
  codes.log_variances.requires_grad_();
  ((codes.log_variances.exp() + codes.means.square() - 1 - codes.log_variances).sum() / 2)
      .backward();
  const KlWithGradient found =
      kl_with_gradient({codes.means.detach(), codes.log_variances.detach()});
  EXPECT_TRUE(torch::allclose(found.by_means, codes.means.grad(), 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(found.by_log_variances, codes.log_variances.grad(), 1e-4, 1e-5));
}

TEST(NormalCodes, TheirDivergenceHasTheSlopeOfSmallSteps) {
  const CodeDistribution codes = some_distributions(3, 2);
  const KlWithGradient found = kl_with_gradient(codes);
  constexpr double kStep = 1e-2;
  const auto slope = [&](const at::Tensor& moved, std::int64_t i, std::int64_t j) {
    at::Tensor value = moved[i][j];
    value += kStep;
    const double above = plain_kl(codes);
    value -= 2 * kStep;
    const double below = plain_kl(codes);
    value += kStep;
    return (above - below) / (2 * kStep);
  };
  for (std::int64_t i = 0; i < 3; ++i) {
    for (std::int64_t j = 0; j < 2; ++j) {
      EXPECT_NEAR(found.by_means[i][j].item<double>(), slope(codes.means, i, j), 1e-3);
      EXPECT_NEAR(found.by_log_variances[i][j].item<double>(), slope(codes.log_variances, i, j),
                  2e-3);
    }
  }
}

TEST(NormalCodes, AreDrawnWithTheirMeansAndVariances) {
  const at::Tensor means = torch::tensor({-3.0F, 0.5F}).expand({50'000, 2});
  const at::Tensor log_variances = torch::tensor({-2.0F, 1.0F}).expand({50'000, 2});
  const at::Tensor drawn = draw_codes({means, log_variances}, noise());
  for (const std::int64_t i : {0, 1}) {
    const double variance = std::exp(log_variances[0][i].item<double>());
    EXPECT_NEAR(drawn.select(1, i).mean().item<double>(), means[0][i].item<double>(),
                0.02 * std::sqrt(variance));
    EXPECT_NEAR(drawn.select(1, i).var().item<double>(), variance, 0.03 * variance);
  }
}

TEST(NormalCodes, AreDrawnTheSameByAnyNumberOfThreads) {
  const CodeDistribution codes = some_distributions(3000, 40);
  const auto drawn_by = [&](int threads) {
    const ThreadsFor guard(threads);
    return draw_codes(codes, noise());
  };
  const at::Tensor one = drawn_by(1);
  EXPECT_TRUE(torch::equal(drawn_by(2), one));
  EXPECT_TRUE(torch::equal(drawn_by(5), one));
}

TEST(NormalCodes, PassTheGradientOnToMeansAndLogVariances) {
  CodeDistribution codes = some_distributions(6, 3);
  codes.means.requires_grad_();
  codes.log_variances.requires_grad_();
  const at::Tensor drawn = draw_codes(codes, noise());
  drawn.sum().backward();
  EXPECT_TRUE(torch::equal(codes.means.grad(), torch::ones({6, 3})));
  const at::Tensor expected = (drawn - codes.means).detach() * 0.5;
  EXPECT_TRUE(torch::allclose(codes.log_variances.grad(), expected, 1e-4, 1e-5));
}

// However far away, the divergence is a number and pulls back.
TEST(NormalCodes, OfAnyLogVarianceAreFiniteAndPulledBack) {
  for (const float far : {25.0F, 100.0F, 1e30F, -25.0F, -100.0F, -1e30F}) {
    const CodeDistribution codes{torch::zeros({1, 1}), torch::full({1, 1}, far)};
    const KlWithGradient kl = kl_with_gradient(codes);
    EXPECT_TRUE(std::isfinite(kl.sum.item<double>())) << far;
    EXPECT_TRUE(draw_codes(codes, noise()).isfinite().all().item<bool>()) << far;
    EXPECT_GT(kl.by_log_variances.item<float>() * far, 0) << far;
  }
}

TEST(NormalCodes, ThatAreNoNumbersShowInTheDivergence) {
  CodeDistribution codes = some_distributions(6, 5);
  codes.log_variances[2][1] = NAN;
  EXPECT_TRUE(std::isnan(kl_from_prior(codes).item<double>()));
  codes = some_distributions(6, 5);
  codes.means[2][1] = NAN;
  EXPECT_TRUE(std::isnan(kl_from_prior(codes).item<double>()));
}

}  // namespace
}  // namespace codegrid
