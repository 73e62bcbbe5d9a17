#include "train/nt_xent.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <vector>

#include "support/threads.hpp"

namespace codegrid {
namespace {

double cosine(const at::Tensor& a, const at::Tensor& b) {
  const at::Tensor x = a.to(at::kDouble);
  const at::Tensor y = b.to(at::kDouble);
  return (x.dot(y) / (x.norm() * y.norm())).item<double>();
}

// The sum over the images, pair by pair.
double by_pairs(const at::Tensor& codes, double temperature) {
  const std::int64_t views = codes.size(0);
  double sum = 0;
  for (std::int64_t i = 0; i < views; ++i) {
    double all = 0;
    for (std::int64_t k = 0; k < views; ++k) {
      if (k != i) all += std::exp(cosine(codes[i], codes[k]) / temperature);
    }
    const std::int64_t other = (i + views / 2) % views;
    sum -= std::log(std::exp(cosine(codes[i], codes[other]) / temperature) / all);
  }
  return sum / 2;
}

at::Tensor some_codes(std::int64_t images, std::int64_t width) {
  torch::manual_seed(3);
  return torch::randn({2 * images, width}) * torch::rand({2 * images, 1}) * 5;
}

TEST(NtXent, IsThatOfAPlainLoopOverPairs) {
  for (const double temperature : {0.1, 0.2, 1.0}) {
    for (const std::int64_t images : {2, 3, 20}) {
      const at::Tensor codes = some_codes(images, 7);
      const double expected = by_pairs(codes, temperature);
      const double found = nt_xent(codes, temperature).item<double>();
      EXPECT_NEAR(found, expected, 1e-5 * expected) << images << " at " << temperature;
      EXPECT_EQ(nt_xent_with_gradient(codes, temperature).sum.item<double>(), found);
    }
  }
}

TEST(NtXent, HasTheGradientOfAutograd) {
  for (const double temperature : {0.1, 0.5}) {
    const at::Tensor codes = some_codes(20, 7).requires_grad_();
    const at::Tensor unit = torch::nn::functional::normalize(codes);
    const at::Tensor logits =
        unit.mm(unit.t()).div(temperature).masked_fill(torch::eye(40, at::kBool), -INFINITY);
    const at::Tensor other = torch::arange(40).add(20).remainder(40);
    torch::nn::functional::cross_entropy(logits, other).backward();
    const at::Tensor found = nt_xent_with_gradient(codes.detach(), temperature).gradient;
    EXPECT_TRUE(torch::allclose(found, codes.grad(), 1e-4, 1e-6)) << temperature;
  }
}

// Of codes that are long beside the steps.
TEST(NtXent, HasTheSlopeOfSmallSteps) {
  const at::Tensor codes = torch::nn::functional::normalize(some_codes(5, 4)) * 3;
  const at::Tensor gradient = nt_xent_with_gradient(codes, 0.3).gradient;
  for (std::int64_t i = 0; i < codes.size(0); ++i) {
    for (std::int64_t j = 0; j < codes.size(1); ++j) {
      constexpr double kStep = 1e-3;
      at::Tensor above = codes.clone();
      at::Tensor below = codes.clone();
      above[i][j] += kStep;
      below[i][j] -= kStep;
      const double slope = (by_pairs(above, 0.3) - by_pairs(below, 0.3)) / (2 * kStep * 5);
      EXPECT_NEAR(gradient[i][j].item<double>(), slope, 1e-3 * std::abs(slope) + 1e-4);
    }
  }
}

TEST(NtXent, OfOneImageIsNothingToLearnFrom) {
  const NtXentWithGradient found = nt_xent_with_gradient(some_codes(1, 5), 0.2);
  EXPECT_NEAR(found.sum.item<double>(), 0, 1e-6);
  EXPECT_LT(found.gradient.abs().max().item<double>(), 1e-5);
}

TEST(NtXent, OfViewsThatAreAlikeIsTheLogarithmOfTheOthers) {
  const double found = nt_xent(torch::ones({12, 3}), 0.2).item<double>();
  EXPECT_NEAR(found, 6 * std::log(11), 1e-5);
}

TEST(NtXent, DoesNotSeeTheLengthsOfCodes) {
  const at::Tensor codes = some_codes(6, 5);
  EXPECT_NEAR(nt_xent(codes * 1000, 0.2).item<double>(), nt_xent(codes, 0.2).item<double>(), 1e-4);
}

TEST(NtXent, ACodeOfNoLengthHasNoDirectionAndLearnsNothing) {
  at::Tensor codes = some_codes(6, 5);
  codes[2].zero_();
  codes[7].fill_(1e-30);
  const NtXentWithGradient found = nt_xent_with_gradient(codes, 0.2);
  EXPECT_TRUE(std::isfinite(found.sum.item<double>()));
  EXPECT_TRUE(found.gradient.isfinite().all().item<bool>());
  EXPECT_EQ(found.gradient[2].abs().max().item<double>(), 0);
  EXPECT_EQ(found.gradient[7].abs().max().item<double>(), 0);
  EXPECT_GT(found.gradient[1].abs().max().item<double>(), 0);
}

TEST(NtXent, ACodeThatIsNotANumberShowsInTheSum) {
  at::Tensor codes = some_codes(6, 5);
  codes[2][1] = NAN;
  EXPECT_TRUE(std::isnan(nt_xent(codes, 0.2).item<double>()));
}

TEST(NtXent, IsTheSameBitsEachTime) {
  const ThreadsFor two(2);
  const at::Tensor codes = some_codes(300, 32);
  const NtXentWithGradient first = nt_xent_with_gradient(codes, 0.2);
  const NtXentWithGradient second = nt_xent_with_gradient(codes, 0.2);
  EXPECT_TRUE(torch::equal(first.sum, second.sum));
  EXPECT_TRUE(torch::equal(first.gradient, second.gradient));
}

TEST(NtXent, WantsTwoViewsOfEachImage) {
  EXPECT_THROW(nt_xent(torch::rand({5, 3}), 0.2), c10::Error);
  EXPECT_THROW(nt_xent(torch::rand({0, 3}), 0.2), c10::Error);
  EXPECT_THROW(nt_xent(torch::rand({4, 3}, at::kDouble), 0.2), c10::Error);
}

}  // namespace
}  // namespace codegrid
