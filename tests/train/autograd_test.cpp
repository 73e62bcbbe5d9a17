#include "train/autograd.hpp"

#include <ATen/autocast_mode.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace codegrid {
namespace {

TEST(Autocast, ToBfloat16LastsAsLongAsItsGuard) {
  const at::Tensor x = torch::rand({3, 4});
  {
    const Bfloat16 outer(at::kCPU, true);
    EXPECT_EQ(at::mm(x, x.t()).scalar_type(), at::kBFloat16);
    {
      const Bfloat16 inner(at::kCPU, false);
      EXPECT_EQ(at::mm(x, x.t()).scalar_type(), at::kFloat);
    }
    EXPECT_EQ(at::mm(x, x.t()).scalar_type(), at::kBFloat16);
  }
  EXPECT_EQ(at::mm(x, x.t()).scalar_type(), at::kFloat);
  EXPECT_FALSE(at::autocast::is_autocast_enabled(at::kCPU));
}

TEST(GradientsBy, AddUpOverTheResultsAndLieLikeTheirParameters) {
  const at::Tensor weight =
      torch::rand({4, 3, 2, 2}).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  const at::Tensor bias = torch::rand({5}).requires_grad_();
  const at::Tensor first = weight.sum({1, 2, 3});
  const at::Tensor second = (weight * 2).sum() + bias;
  const auto gradients =
      gradients_by({weight, bias}, {{first, torch::ones({4})}, {second, torch::full({5}, 0.5)}});
  EXPECT_TRUE(torch::allclose(gradients[0], torch::full({4, 3, 2, 2}, 1 + 5 * 0.5 * 2)));
  EXPECT_EQ(gradients[0].strides(), weight.strides());
  EXPECT_TRUE(torch::allclose(gradients[1], torch::full({5}, 0.5)));
  EXPECT_FALSE(gradients[0].requires_grad());
}

}  // namespace
}  // namespace codegrid
