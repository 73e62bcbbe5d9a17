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
    const at::Tensor gradient = torch::autograd::grad({(ours * weights).pow(2).sum()}, {ours})[0];
    (theirs * weights).pow(2).sum().backward();
    adam.step({gradient});
    reference.step();
    reference.zero_grad();
  }
  EXPECT_TRUE(torch::allclose(ours, theirs, 1e-4, 1e-6));
  EXPECT_FALSE(torch::allclose(ours, start, 1e-2, 1e-2));
}

}  // namespace
}  // namespace codegrid
