#include "train/adam.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace codegrid {
namespace {

TEST(Adam, TakesTheStepsOfLibTorchsOwn) {
  torch::manual_seed(1);
  const at::Tensor start = torch::randn({13, 7});
  at::Tensor ours = start.clone().requires_grad_();
  at::Tensor theirs = start.clone().requires_grad_();
  OptimizerOptions options;
  options.learning_rate = 0.01;
  Adam adam({ours}, options);
  torch::optim::Adam reference({theirs}, torch::optim::AdamOptions(0.01).eps(options.epsilon));
  for (int i = 0; i < 25; ++i) {
    const at::Tensor weights = torch::randn({13, 7});
    (ours * weights).pow(2).sum().backward();
    (theirs * weights).pow(2).sum().backward();
    adam.step();
    reference.step();
    reference.zero_grad();
  }
  EXPECT_TRUE(torch::allclose(ours, theirs, 1e-4, 1e-6));
  EXPECT_FALSE(torch::allclose(ours, start, 1e-2, 1e-2));
}

TEST(Adam, LetsGoOfTheGradients) {
  at::Tensor parameter = torch::ones({3}).requires_grad_();
  Adam adam({parameter}, {});
  parameter.sum().backward();
  adam.step();
  EXPECT_FALSE(parameter.grad().defined());
}

}  // namespace
}  // namespace codegrid
