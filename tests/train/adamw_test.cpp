#include "train/adamw.hpp"

#include "train/optimizer_fixtures.hpp"

namespace codegrid {
namespace {

TEST(AdamW, TakesTheStepsOfLibTorchsOwn) {
  OptimizerOptions options;
  options.learning_rate = 0.1;
  options.weight_decay = 0.3;
  expect_same_steps<AdamW, torch::optim::AdamW>(
      options, torch::optim::AdamWOptions(0.1).eps(options.epsilon).weight_decay(0.3));
}

}  // namespace
}  // namespace codegrid
