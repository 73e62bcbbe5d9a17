#include "train/adam_moments.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace codegrid {
namespace {

TEST(AdamMoments, BeginAtZeroLaidOutAsTheParametersAndCountStepsOfAll) {
  const at::Tensor kernel =
      torch::rand({2, 3, 4, 4}).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  AdamMoments moments({{"a", kernel}, {"b", torch::rand({5})}});
  moments.count_step();
  moments.count_step();
  const NamedTensors named = moments.named("adam", {{"a", kernel}, {"b", torch::rand({5})}});
  EXPECT_EQ(named.size(), 6U);
  EXPECT_EQ(named.at("adam.mean.a").strides(), kernel.strides());
  EXPECT_EQ(named.at("adam.square.b").abs().max().item<float>(), 0);
  EXPECT_EQ(named.at("adam.step.a").item<float>(), 2);
  EXPECT_EQ(named.at("adam.step.b").item<float>(), 2);
  EXPECT_FALSE(named.at("adam.mean.a").requires_grad());
}

}  // namespace
}  // namespace codegrid
