#include "model/activation.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace codegrid {
namespace {

class EveryActivation : public testing::TestWithParam<Activation> {};

TEST_P(EveryActivation, IsOneFunctionInEachOfItsForms) {
  const ActivationFunction& function = function_of(GetParam());
  const at::Tensor x = torch::randn({40, 7}).requires_grad_();
  at::Tensor y = x.clone();
  function.apply_in_place(y);
  const torch::NoGradGuard no_grad;
  at::Tensor gradient = torch::randn({40, 7});
  const at::Tensor expected = torch::autograd::grad({y}, {x}, {gradient})[0];
  function.backward_in_place(gradient, y.detach());
  EXPECT_TRUE(torch::allclose(gradient, expected, 1e-5, 1e-6));
}

INSTANTIATE_TEST_SUITE_P(All, EveryActivation,
                         testing::Values(Activation::kRelu, Activation::kTanh, Activation::kSigmoid,
                                         Activation::kElu, Activation::kLinear),
                         [](const auto& a) { return std::string(function_of(a.param).name); });

}  // namespace
}  // namespace codegrid
