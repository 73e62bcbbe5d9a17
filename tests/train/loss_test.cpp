#include "train/loss.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "support/threads.hpp"

namespace codegrid {
namespace {

namespace F = torch::nn::functional;

struct Case {
  LossKind kind;
  Output output;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << "loss " << static_cast<int>(c.kind) << ", output " << static_cast<int>(c.output);
}

// LibTorch's own loss, and its gradient by autograd.
at::Tensor reference(const at::Tensor& logits, const at::Tensor& target, const Case& c) {
  if (c.kind == LossKind::kBinaryCrossEntropy)
    return F::binary_cross_entropy_with_logits(logits, target);
  const at::Tensor outputs = c.output == Output::kSigmoid ? torch::sigmoid(logits) : logits;
  if (c.kind == LossKind::kMeanSquaredError) return F::mse_loss(outputs, target);
  if (c.kind == LossKind::kMeanAbsoluteError) return F::l1_loss(outputs, target);
  return F::huber_loss(outputs, target, F::HuberLossFuncOptions().delta(kHuberDelta));
}

class EveryLoss : public testing::TestWithParam<Case> {};

struct Found {
  double mean;
  at::Tensor gradient;
  at::Tensor column_sums;
};

Found measure(const at::Tensor& logits, const at::Tensor& target, const Case& c, double scale = 1) {
  const ReconstructionLoss loss(c.kind, c.output);
  Found found{0, logits.detach().clone(), torch::zeros({logits.size(1)})};
  at::Tensor sum = torch::zeros({}, at::kDouble);
  at::Tensor alone = torch::zeros({}, at::kDouble);
  loss.replace(found.gradient, target, scale, found.column_sums, sum);
  loss.add(logits.detach(), target, alone);
  EXPECT_EQ(alone.item<double>(), sum.item<double>());
  found.mean = sum.item<double>() / static_cast<double>(logits.numel());
  return found;
}

TEST_P(EveryLoss, EqualsLibTorchsInValueAndGradient) {
  const Case c = GetParam();
  torch::manual_seed(1);
  // Fewer columns than a processor's vector has lanes, one more than some, and many.
  for (const std::int64_t columns : {1, 3, 16, 17, 784, 3001}) {
    const at::Tensor logits = (torch::randn({70, columns}) * 4).requires_grad_();
    const at::Tensor target = torch::rand({70, columns});
    const at::Tensor expected = reference(logits, target, c);
    expected.backward();
    const Found found = measure(logits, target, c, 1.0 / static_cast<double>(logits.numel()));
    EXPECT_NEAR(found.mean, expected.item<double>(), 1e-6 * expected.item<double>()) << columns;
    EXPECT_TRUE(torch::allclose(found.gradient, logits.grad(), 1e-4, 1e-9)) << columns;
    EXPECT_TRUE(torch::allclose(found.column_sums, logits.grad().sum(0), 1e-4, 1e-7)) << columns;
  }
}

TEST_P(EveryLoss, OnOtherDevicesIsTheSame) {
  const Case c = GetParam();
  torch::manual_seed(2);
  const at::Tensor logits = torch::randn({40, 33}) * 4;
  const at::Tensor target = torch::rand({40, 33});
  const Found found = measure(logits, target, c);
  EXPECT_NEAR(loss_sum(logits, target, c.kind, c.output).item<double>() /
                  static_cast<double>(logits.numel()),
              found.mean, 1e-6 * found.mean);
  EXPECT_TRUE(
      torch::allclose(loss_gradient(logits, target, c.kind, c.output), found.gradient, 1e-4, 1e-6));
}

TEST_P(EveryLoss, AddsToTheTotalAndToTheColumnSums) {
  torch::manual_seed(3);
  const ReconstructionLoss loss(GetParam().kind, GetParam().output);
  const at::Tensor logits = torch::randn({5, 20});
  const at::Tensor target = torch::rand({5, 20});
  at::Tensor total = torch::zeros({}, at::kDouble);
  at::Tensor once = torch::zeros({20});
  at::Tensor first = logits.clone();
  loss.replace(first, target, 1, once, total);
  const double of_one = total.item<double>();
  at::Tensor twice = once.clone();
  at::Tensor second = logits.clone();
  loss.replace(second, target, 1, twice, total);
  EXPECT_TRUE(torch::allclose(twice, 2 * once));
  EXPECT_EQ(total.item<double>(), 2 * of_one);
}

TEST_P(EveryLoss, ThreadsShareALargeBatchToTheSameGradient) {
  torch::manual_seed(4);
  const at::Tensor logits = torch::randn({500, 300});
  const at::Tensor target = torch::rand({500, 300});
  const auto measure_with = [&](int threads) {
    const ThreadsFor these(threads);
    return measure(logits, target, GetParam());
  };
  const Found alone = measure_with(1);
  const Found together = measure_with(3);
  EXPECT_TRUE(torch::equal(alone.gradient, together.gradient));
  EXPECT_TRUE(torch::equal(alone.column_sums, together.column_sums));
  EXPECT_NEAR(alone.mean, together.mean, 1e-9);
}

TEST_P(EveryLoss, ALogitThatIsNotANumberShowsInTheSum) {
  const ReconstructionLoss loss(GetParam().kind, GetParam().output);
  at::Tensor logits = torch::zeros({2, 40});
  logits[1][7] = NAN;
  at::Tensor total = torch::zeros({}, at::kDouble);
  loss.add(logits, torch::zeros({2, 40}), total);
  EXPECT_TRUE(std::isnan(total.item<double>()));
}

INSTANTIATE_TEST_SUITE_P(Losses, EveryLoss,
                         testing::Values(Case{LossKind::kBinaryCrossEntropy, Output::kSigmoid},
                                         Case{LossKind::kMeanSquaredError, Output::kSigmoid},
                                         Case{LossKind::kMeanSquaredError, Output::kLinear},
                                         Case{LossKind::kMeanAbsoluteError, Output::kSigmoid},
                                         Case{LossKind::kMeanAbsoluteError, Output::kLinear},
                                         Case{LossKind::kHuber, Output::kSigmoid},
                                         Case{LossKind::kHuber, Output::kLinear}));

TEST(Loss, StaysFiniteAtExtremeLogits) {
  const at::Tensor logits = torch::tensor({{-1000.0F, 1000.0F, 0.0F}});
  const Case c{LossKind::kBinaryCrossEntropy, Output::kSigmoid};
  const Found right = measure(logits, torch::tensor({{0.0F, 1.0F, 0.5F}}), c);
  EXPECT_NEAR(right.mean * 3, std::log(2.0), 1e-6);
  const Found wrong = measure(logits, torch::tensor({{1.0F, 0.0F, 0.5F}}), c);
  EXPECT_NEAR(wrong.mean * 3, 2000 + std::log(2.0), 1e-3);
  EXPECT_TRUE(torch::isfinite(wrong.gradient).all().item<bool>());
}

TEST(Loss, OfHuberIsHalfASquareUpToATenthAndALineBeyond) {
  const at::Tensor pixels = torch::zeros({1, 3});
  const Found found =
      measure(torch::tensor({{0.05F, -0.1F, 0.6F}}), pixels, {LossKind::kHuber, Output::kLinear});
  EXPECT_NEAR(found.mean * 3, 0.05 * 0.05 / 2 + 0.1 * 0.1 / 2 + 0.1 * (0.6 - 0.05), 1e-7);
  EXPECT_TRUE(torch::allclose(found.gradient, torch::tensor({{0.05F, -0.1F, 0.1F}})));
}

TEST(Loss, OfTheAbsoluteErrorHasNoSlopeWhereThePixelIsMet) {
  const Found found = measure(torch::tensor({{0.5F, 0.7F, 0.2F}}), torch::full({1, 3}, 0.5F),
                              {LossKind::kMeanAbsoluteError, Output::kLinear});
  EXPECT_NEAR(found.mean * 3, 0.5, 1e-6);
  EXPECT_TRUE(torch::equal(found.gradient, torch::tensor({{0.0F, 1.0F, -1.0F}})));
}

TEST(Loss, CrossEntropyOnALinearOutputIsOurMistake) {
  EXPECT_THROW(ReconstructionLoss(LossKind::kBinaryCrossEntropy, Output::kLinear), c10::Error);
}

}  // namespace
}  // namespace codegrid
