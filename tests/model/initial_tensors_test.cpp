#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "model/layer_stack.hpp"

namespace codegrid {
namespace {

TEST(InitialTensors, OfConvolutionsAreGlorotUniform) {
  const LayerStack stack = stack_of({{"convolution", Convolution{8, 24, 5}}});
  const at::Tensor weight = stack->named_parameters()["convolution.weight"].detach();
  const double limit = std::sqrt(6.0 / (25 * (8 + 24)));
  EXPECT_LE(weight.abs().max().item<double>(), limit);
  EXPECT_GT(weight.abs().max().item<double>(), 0.99 * limit);
  EXPECT_EQ(stack->named_parameters()["convolution.bias"].abs().max().item<double>(), 0);
}

TEST(InitialTensors, OfATransposedConvolutionAreThoseOfTheConvolutionThatItMirrors) {
  const LayerStack stack = stack_of({{"back", TransposedConvolution{24, 8, 5, 2, 10, 10}}});
  const at::Tensor weight = stack->named_parameters()["back.weight"].detach();
  EXPECT_EQ(weight.sizes(), (Shape{24, 8, 5, 5}));
  EXPECT_LE(weight.abs().max().item<double>(), std::sqrt(6.0 / (25 * (8 + 24))));
  EXPECT_EQ(stack->named_parameters()["back.bias"].sizes(), (Shape{8}));
}

TEST(InitialTensors, OfBatchNormAreTheIdentity) {
  const LayerStack stack = stack_of({{"norm", BatchNorm{3}}});
  EXPECT_TRUE(torch::equal(stack->named_parameters()["norm.weight"], torch::ones({3})));
  EXPECT_TRUE(torch::equal(stack->named_parameters()["norm.bias"], torch::zeros({3})));
  EXPECT_TRUE(torch::equal(stack->named_buffers()["norm.mean"], torch::zeros({3})));
  EXPECT_TRUE(torch::equal(stack->named_buffers()["norm.variance"], torch::ones({3})));
}

}  // namespace
}  // namespace codegrid
