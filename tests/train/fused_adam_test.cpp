#include "train/fused_adam.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <vector>

namespace codegrid {
namespace {

struct Step {
  double learning_rate = 0;
  double weight_decay = 0;
  float count = 0;
};

std::vector<Step> steps_taken;

// A kernel that only writes down what it is called with.
void record(at::TensorList, at::TensorList, at::TensorList, at::TensorList, at::TensorList,
            at::TensorList steps, double learning_rate, double, double, double weight_decay, double,
            bool, bool, const std::optional<at::Tensor>&, const std::optional<at::Tensor>&) {
  steps_taken.push_back({learning_rate, weight_decay, steps[0].item<float>()});
}

TEST(FusedAdam, CountsItsStepsAndLeavesTheRestToItsKernel) {
  steps_taken.clear();
  FusedAdam optimizer({{"a", torch::ones({3})}}, {}, {"kind", &record, 0.25});
  optimizer.step({torch::ones({3})}, 0.1);
  optimizer.step({torch::ones({3})}, 0.2);
  ASSERT_EQ(steps_taken.size(), 2U);
  EXPECT_EQ(steps_taken[0].learning_rate, 0.1);
  EXPECT_EQ(steps_taken[1].learning_rate, 0.2);
  EXPECT_EQ(steps_taken[1].weight_decay, 0.25);
  EXPECT_EQ(steps_taken[1].count, 2);
  EXPECT_EQ(optimizer.state().count("kind.step.a"), 1U);
}

}  // namespace
}  // namespace codegrid
