#include "train/adam.hpp"

#include "train/optimizer_fixtures.hpp"

namespace codegrid {
namespace {

TEST(Adam, TakesTheStepsOfLibTorchsOwn) {
  OptimizerOptions options;
  options.learning_rate = 0.1;
  expect_same_steps<Adam, torch::optim::Adam>(options,
                                              torch::optim::AdamOptions(0.1).eps(options.epsilon));
}

}  // namespace
}  // namespace codegrid
