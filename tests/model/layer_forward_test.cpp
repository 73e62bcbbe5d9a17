#include "model/layer_forward.hpp"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "model/layer_stack.hpp"

namespace codegrid {
namespace {

// The layout that convolutions of the CPU are quickest in; lost at one layer, all after it are
// slow.
TEST(Convolution, TakesAndGivesThePixelsChannelsTogether) {
  for (const std::int64_t channels : {1, 3}) {
    LayerStack stack = stack_of({{"image", Reshape{{channels, 6, 8}}},
                                 {"convolution", Convolution{channels, 4, 3}},
                                 {"norm", BatchNorm{4}},
                                 {"activation", Activate{Activation::kRelu}},
                                 {"pooling", MaxPooling{2}},
                                 {"upsampling", Upsampling{6, 8}}});
    const at::Tensor output = stack->forward(torch::rand({5, channels * 6 * 8}));
    EXPECT_TRUE(output.is_contiguous(at::MemoryFormat::ChannelsLast)) << channels;
    EXPECT_FALSE(output.is_contiguous()) << channels;
  }
}

TEST(BatchNorm, LooksAtTheBatchInTrainingAndAtItsRunningMeansOtherwise) {
  LayerStack stack = stack_of({{"norm", BatchNorm{3}}});
  const at::Tensor images = 5 + 2 * torch::randn({40, 3, 4, 4});
  const at::Tensor normed = stack->forward(images).detach();
  EXPECT_LT(normed.mean({0, 2, 3}).abs().max().item<double>(), 1e-4);
  EXPECT_NEAR(normed.var({0, 2, 3}, false).mean().item<double>(), 1, 1e-3);
  const auto buffers = stack->named_buffers();
  EXPECT_TRUE(torch::allclose(buffers["norm.mean"], 0.1 * images.mean({0, 2, 3}), 1e-4, 1e-4));
  stack->eval();
  const at::Tensor mean = buffers["norm.mean"].clone();
  EXPECT_GT(stack->forward(images).mean().item<double>(), 1);
  EXPECT_TRUE(torch::equal(mean, stack->named_buffers()["norm.mean"]));
}

TEST(BatchNorm, OfFlatNumbersLooksAtEachValueOverTheBatch) {
  LayerStack stack = stack_of({{"norm", BatchNorm{3}}});
  const at::Tensor codes = 5 + 2 * torch::randn({400, 3});
  const at::Tensor normed = stack->forward(codes).detach();
  EXPECT_LT(normed.mean(0).abs().max().item<double>(), 1e-4);
  EXPECT_TRUE(torch::allclose(normed.var(0, false), torch::ones({3}), 0, 1e-3));
  const at::Tensor mean = stack->named_buffers()["norm.mean"];
  EXPECT_TRUE(torch::allclose(mean, 0.1 * codes.mean(0), 1e-4, 1e-4));
  stack->eval();
  EXPECT_GT(stack->forward(codes).mean().item<double>(), 1);
}

TEST(Dropout, LeavesOutItsShareInTrainingOnlyByItsOwnGenerator) {
  LayerStack stack = stack_of({{"dropout", Dropout{0.25}}});
  const at::Tensor ones = torch::ones({100, 100});
  const at::Tensor dropped = stack->forward(ones);
  EXPECT_NEAR(dropped.eq(0).to(at::kFloat).mean().item<double>(), 0.25, 0.02);
  EXPECT_NEAR(dropped.max().item<double>(), 1 / 0.75, 1e-6);
  torch::rand({7});  // LibTorch's own generator has nothing to do with it
  EXPECT_TRUE(torch::equal(dropped, stack_of({{"dropout", Dropout{0.25}}})->forward(ones)));
  EXPECT_FALSE(torch::equal(dropped, stack->forward(ones)));
  stack->eval();
  EXPECT_TRUE(torch::equal(ones, stack->forward(ones)));
}

}  // namespace
}  // namespace codegrid
