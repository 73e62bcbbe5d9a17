#include "train/optimizer.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace codegrid {
namespace {

class EveryOptimizer : public testing::TestWithParam<OptimizerKind> {
 public:
  static OptimizerOptions options() { return {.name = GetParam(), .learning_rate = 0.1}; }
};

// A gradient that no other step has.
at::Tensor gradient_of_step(int step) {
  return torch::full({3}, 1.0F / static_cast<float>(step + 1));
}

TEST_P(EveryOptimizer, GoesOnFromItsStateToTheSameBits) {
  const at::Tensor whole = torch::ones({3});
  const auto one = make_optimizer({{"a", whole}}, options());
  for (int step = 0; step < 3; ++step) one->step({gradient_of_step(step)}, 0.1);
  NamedTensors state;
  for (const auto& [name, tensor] : one->state()) state[name] = tensor.clone();
  const at::Tensor resumed = whole.clone();
  const auto other = make_optimizer({{"a", resumed}}, options());
  other->restore(state);
  for (int step = 3; step < 6; ++step) {
    one->step({gradient_of_step(step)}, 0.1);
    other->step({gradient_of_step(step)}, 0.1);
  }
  EXPECT_TRUE(torch::equal(whole, resumed));
  EXPECT_LT(whole.max().item<float>(), 1);
}

TEST_P(EveryOptimizer, NamesWhatItRemembersByKindAndParameter) {
  const auto optimizer = make_optimizer({{"a.weight", torch::ones({3})}}, options());
  std::vector<std::string> names;
  for (const auto& [name, tensor] : optimizer->state()) names.push_back(name);
  const std::map<OptimizerKind, std::vector<std::string>> expected{
      {OptimizerKind::kAdam, {"adam.mean.a.weight", "adam.square.a.weight", "adam.step.a.weight"}},
      {OptimizerKind::kAdamW,
       {"adamw.mean.a.weight", "adamw.square.a.weight", "adamw.step.a.weight"}},
      {OptimizerKind::kSgd, {"sgd.velocity.a.weight"}}};
  EXPECT_EQ(names, expected.at(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryOptimizer,
                         testing::Values(OptimizerKind::kAdam, OptimizerKind::kAdamW,
                                         OptimizerKind::kSgd));

}  // namespace
}  // namespace codegrid
