#include "train/sgd.hpp"

#include "train/optimizer_fixtures.hpp"

namespace codegrid {
namespace {

TEST(Sgd, TakesTheStepsOfLibTorchsOwnWithMomentumAndWithout) {
  for (const double momentum : {0.0, 0.9}) {
    OptimizerOptions options;
    options.learning_rate = 0.05;
    options.momentum = momentum;
    options.weight_decay = 0.02;
    expect_same_steps<Sgd, torch::optim::SGD>(
        options, torch::optim::SGDOptions(0.05).momentum(momentum).weight_decay(0.02));
  }
}

}  // namespace
}  // namespace codegrid
