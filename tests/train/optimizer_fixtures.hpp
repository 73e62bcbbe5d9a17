#pragma once

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "train/optimizer.hpp"

namespace codegrid {

/// Takes 25 steps down one bowl after another with our optimizer and LibTorch's, at a learning rate
/// that falls, and expects both at the same place.
template <class Ours, class Theirs, class TheirOptions>
void expect_same_steps(const OptimizerOptions& options, TheirOptions theirs_options) {
  torch::manual_seed(1);
  const at::Tensor start = torch::randn({13, 7});
  at::Tensor ours = start.clone().requires_grad_();
  at::Tensor theirs = start.clone().requires_grad_();
  Ours optimizer({{"w", ours}}, options);
  Theirs reference({theirs}, theirs_options);
  for (int i = 0; i < 25; ++i) {
    const double rate = options.learning_rate / (1 + i);
    reference.param_groups()[0].options().set_lr(rate);
    const at::Tensor weights = torch::randn({13, 7});
    const at::Tensor gradient = torch::autograd::grad({(ours * weights).pow(2).sum()}, {ours})[0];
    (theirs * weights).pow(2).sum().backward();
    optimizer.step({gradient}, rate);
    reference.step();
    reference.zero_grad();
  }
  EXPECT_TRUE(torch::allclose(ours, theirs, 1e-4, 1e-6));
  EXPECT_FALSE(torch::allclose(ours, start, 1e-2, 1e-2));
}

}  // namespace codegrid
