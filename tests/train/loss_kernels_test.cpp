#include "train/loss_kernels.hpp"

#include <ATen/Functions.h>
#include <gtest/gtest.h>

#include "support/versions.hpp"

namespace codegrid {
namespace {

using Losses = std::vector<LossKernels>;

Losses all(const LossTable& table) {
  return {table.cross_entropy,
          table.squared_error_of_sigmoid,
          table.squared_error_of_linear,
          table.absolute_error_of_sigmoid,
          table.absolute_error_of_linear,
          table.huber_of_sigmoid,
          table.huber_of_linear};
}

// Rows of a wider block, so that what stands beside it would show.
struct Block {
  LossBlock shape;
  at::Tensor logits;
  at::Tensor pixels;
};

Block block_of(std::int64_t columns) {
  const LossBlock shape{5, columns, columns + 3};
  return {shape, at::randn({5, columns + 3}) * 4, at::rand({5, columns + 3})};
}

TEST(LossKernels, EveryVersionThatTheProcessorCanRunAgreesWithThePlainOne) {
  for (const LossTable* table : runnable(kLossesPlain, kLossesAvx2, kLossesAvx512)) {
    for (const std::int64_t columns : {1, 3, 4, 7, 8, 9, 15, 16, 17, 784, 1025, 3001}) {
      const Block block = block_of(columns);
      for (std::size_t loss = 0; loss < all(*table).size(); ++loss) {
        const auto run = [&](const LossTable& version) {
          at::Tensor gradient = block.logits.clone();
          at::Tensor sums = at::ones({columns});
          const double total = all(version)[loss].replace(
              gradient.mutable_data_ptr<float>(), block.pixels.const_data_ptr<float>(), block.shape,
              0.5F, sums.mutable_data_ptr<float>());
          return std::tuple{total, gradient, sums};
        };
        const auto [expected, expected_gradient, expected_sums] = run(kLossesPlain);
        const auto [total, gradient, sums] = run(*table);
        EXPECT_NEAR(total, expected, 1e-6 * expected) << columns << ", loss " << loss;
        EXPECT_TRUE(at::allclose(gradient, expected_gradient, 1e-4, 1e-7)) << columns;
        EXPECT_TRUE(at::allclose(sums, expected_sums, 1e-4, 1e-5)) << columns;
        const double alone =
            all(*table)[loss].sum(block.logits.const_data_ptr<float>(),
                                  block.pixels.const_data_ptr<float>(), block.shape);
        EXPECT_EQ(alone, total) << "the sum depends on the gradient being taken";
      }
    }
  }
}

TEST(LossKernels, WhatStandsBesideTheBlockStays) {
  for (const LossTable* table : runnable(kLossesPlain, kLossesAvx2, kLossesAvx512)) {
    for (const LossKernels& kernels : all(*table)) {
      const Block block = block_of(17);
      at::Tensor gradient = block.logits.clone();
      at::Tensor sums = at::zeros({17});
      kernels.replace(gradient.mutable_data_ptr<float>(), block.pixels.const_data_ptr<float>(),
                      block.shape, 1, sums.mutable_data_ptr<float>());
      EXPECT_TRUE(at::equal(gradient.slice(1, 17), block.logits.slice(1, 17)));
      EXPECT_FALSE(at::equal(gradient.slice(1, 0, 17), block.logits.slice(1, 0, 17)));
    }
  }
}

TEST(LossKernels, AreChosenByLossAndOutput) {
  const LossTable& table = choose(kLossesPlain, kLossesAvx2, kLossesAvx512);
  const auto sum = [](LossKind kind, Output output) { return loss_kernels(kind, output).sum; };
  EXPECT_EQ(sum(LossKind::kBinaryCrossEntropy, Output::kSigmoid), table.cross_entropy.sum);
  EXPECT_EQ(sum(LossKind::kMeanSquaredError, Output::kSigmoid), table.squared_error_of_sigmoid.sum);
  EXPECT_EQ(sum(LossKind::kMeanSquaredError, Output::kLinear), table.squared_error_of_linear.sum);
  EXPECT_EQ(sum(LossKind::kMeanAbsoluteError, Output::kSigmoid),
            table.absolute_error_of_sigmoid.sum);
  EXPECT_EQ(sum(LossKind::kMeanAbsoluteError, Output::kLinear), table.absolute_error_of_linear.sum);
  EXPECT_EQ(sum(LossKind::kHuber, Output::kSigmoid), table.huber_of_sigmoid.sum);
  EXPECT_EQ(sum(LossKind::kHuber, Output::kLinear), table.huber_of_linear.sum);
}

}  // namespace
}  // namespace codegrid
