#include "model/layer_module.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/layer_stack.hpp"

namespace codegrid {
namespace {

TEST(LayerStack, NamesItsTensorsByLayerAndKeepsThemWhenItMoves) {
  LayerStack stack =
      stack_of({{"dense", Dense{4, 6}}, {"reshape", Reshape{{6, 1, 1}}}, {"norm", BatchNorm{6}}});
  std::vector<std::string> names;
  for (const auto& tensor : stack->named_parameters()) names.push_back(tensor.key());
  for (const auto& tensor : stack->named_buffers()) names.push_back(tensor.key());
  EXPECT_EQ(names, (std::vector<std::string>{"dense.weight", "dense.bias", "norm.weight",
                                             "norm.bias", "norm.mean", "norm.variance"}));
  EXPECT_EQ(stack->forward(torch::rand({3, 4})).scalar_type(), at::kFloat);
  stack->to(at::kDouble);
  EXPECT_EQ(stack->tensors()[0].weight.scalar_type(), at::kDouble);
  EXPECT_EQ(stack->tensors()[2].mean.scalar_type(), at::kDouble);
  EXPECT_FALSE(stack->tensors()[1].weight.defined());
}

TEST(LayerStack, AutogradKnowsOfIt) {
  LayerStack stack = stack_of({{"dense", Dense{4, 2}}, {"code", Activate{Activation::kTanh}}});
  stack->forward(torch::rand({3, 4})).sum().backward();
  for (const at::Tensor& parameter : stack->parameters())
    EXPECT_GT(parameter.grad().abs().max().item<double>(), 0);
}

}  // namespace
}  // namespace codegrid
