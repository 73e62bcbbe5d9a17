#include "train/loss.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

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
  return F::mse_loss(c.output == Output::kSigmoid ? torch::sigmoid(logits) : logits, target);
}

class EveryLoss : public testing::TestWithParam<Case> {};

TEST_P(EveryLoss, EqualsLibTorchsInValueAndGradient) {
  const Case c = GetParam();
  torch::manual_seed(1);
  // More than one block of rows, so that blocks are put together.
  const at::Tensor logits = (torch::randn({700, 500}) * 4).requires_grad_();
  const at::Tensor target = torch::rand({700, 500});
  const at::Tensor expected = reference(logits, target, c);
  expected.backward();
  const ReconstructionLoss loss(c.kind, c.output);
  const auto [sum, gradient] = loss.with_gradient(logits.detach(), target);
  EXPECT_EQ(sum.scalar_type(), at::kDouble);
  EXPECT_NEAR(sum.item<double>() / static_cast<double>(logits.numel()), expected.item<double>(),
              1e-6 * expected.item<double>());
  EXPECT_TRUE(torch::allclose(gradient, logits.grad(), 1e-4, 1e-11));
  EXPECT_EQ(loss.sum(logits.detach(), target).item<double>(), sum.item<double>());
}

INSTANTIATE_TEST_SUITE_P(Losses, EveryLoss,
                         testing::Values(Case{LossKind::kBinaryCrossEntropy, Output::kSigmoid},
                                         Case{LossKind::kMeanSquaredError, Output::kSigmoid},
                                         Case{LossKind::kMeanSquaredError, Output::kLinear}));

TEST(Loss, StaysFiniteAtExtremeLogits) {
  const at::Tensor logits = torch::tensor({{-1000.0F, 1000.0F, 0.0F}});
  const ReconstructionLoss loss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);
  const auto right = loss.with_gradient(logits, torch::tensor({{0.0F, 1.0F, 0.5F}}));
  EXPECT_NEAR(right.sum.item<double>(), std::log(2.0), 1e-6);
  const auto wrong = loss.with_gradient(logits, torch::tensor({{1.0F, 0.0F, 0.5F}}));
  EXPECT_NEAR(wrong.sum.item<double>(), 2000 + std::log(2.0), 1e-3);
  EXPECT_TRUE(torch::isfinite(wrong.gradient).all().item<bool>());
}

TEST(Loss, CrossEntropyOnALinearOutputIsOurMistake) {
  EXPECT_THROW(ReconstructionLoss(LossKind::kBinaryCrossEntropy, Output::kLinear), c10::Error);
}

}  // namespace
}  // namespace codegrid
