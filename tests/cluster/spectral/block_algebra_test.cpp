#include "cluster/spectral/block_algebra.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include "cluster/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

// Rows of one chunk, and of several.
const std::vector<std::int64_t> kRowCounts{50, 3000, 40'000};

at::Tensor doubles(at::IntArrayRef shape, std::uint64_t seed = 3) {
  return normal(shape, seed).to(at::kDouble);
}

double farthest_from_orthonormal(const at::Tensor& block) {
  return (at::mm(block.t(), block) - at::eye(block.size(1), at::kDouble))
      .abs()
      .max()
      .item<double>();
}

TEST(BlockAlgebra, MultipliesBlocksOfAnyLength) {
  for (const std::int64_t rows : kRowCounts) {
    const at::Tensor one = doubles({rows, 4});
    const at::Tensor other = doubles({rows, 3}, 5);
    EXPECT_TRUE(at::allclose(products(one, other), at::mm(one.t(), other), 1e-10, 1e-10));
    const at::Tensor rotation = doubles({4, 4}, 7);
    const at::Tensor expected = at::mm(one, rotation);
    rotate(one, rotation);
    EXPECT_TRUE(at::allclose(one, expected, 1e-12, 1e-12));
  }
}

TEST(BlockAlgebra, MeasuresResiduals) {
  for (const std::int64_t rows : kRowCounts) {
    const at::Tensor block = doubles({rows, 3});
    const at::Tensor images = doubles({rows, 3}, 5);
    const at::Tensor values = at::tensor({1.0, -0.5, 0.0}, at::kDouble);
    const at::Tensor expected = (images - block * values).square().sum(0).sqrt();
    EXPECT_TRUE(at::allclose(residuals(block, images, values), expected, 1e-12, 0));
  }
}

TEST(BlockAlgebra, MakesVectorsOrthonormalWhateverTheirLengths) {
  for (const std::int64_t rows : kRowCounts) {
    const at::Tensor block =
        doubles({rows, 5}) * at::tensor({1.0, 1e-9, 1e9, 1.0, 3.0}, at::kDouble);
    const at::Tensor before = block.clone();
    orthonormalize(block);
    EXPECT_LT(farthest_from_orthonormal(block), 1e-12);
    const at::Tensor within = at::mm(block, at::mm(block.t(), before));
    EXPECT_TRUE(at::allclose(within / before.norm(2, 0), before / before.norm(2, 0), 0, 1e-10))
        << "they span what they spanned";
  }
}

TEST(BlockAlgebra, MakesVectorsOrthonormalThatAreNearlyOne) {
  const at::Tensor block = doubles({2000, 1}) + 1e-6 * doubles({2000, 6}, 5);
  orthonormalize(block);
  EXPECT_LT(farthest_from_orthonormal(block), 1e-9);
}

TEST(BlockAlgebra, KeepsVectorsFiniteThatAreZeroOrTheSame) {
  const at::Tensor one = doubles({500, 1});
  const at::Tensor block = at::cat({one, at::zeros({500, 1}, at::kDouble), one}, 1);
  orthonormalize(block);
  EXPECT_TRUE(at::isfinite(block).all().item<bool>());
  EXPECT_LE(block.norm(2, 0).max().item<double>(), 1 + 1e-9);
}

TEST(BlockAlgebra, SolvesWithTheLargestFirst) {
  const at::Tensor matrix = at::tensor({2.0, 1.0, 1.0, 2.0}, at::kDouble).view({2, 2});
  const SymmetricEigen found = solve_symmetric(matrix);
  EXPECT_TRUE(at::allclose(found.values, at::tensor({3.0, 1.0}, at::kDouble)));
  EXPECT_TRUE(at::allclose(at::mm(matrix, found.vectors), found.vectors * found.values));
}

TEST(BlockAlgebra, GivesTheSameBitsOnAnyNumberOfThreads) {
  for (const std::int64_t rows : kRowCounts) {
    const auto on_threads = [&](int threads) {
      const ThreadsFor some(threads);
      const at::Tensor block = doubles({rows, 24});
      orthonormalize(block);
      EXPECT_EQ(at::get_num_threads(), threads);
      return at::cat(
          {block,
           residuals(block, doubles({rows, 24}, 5), at::ones({24}, at::kDouble)).unsqueeze(0)});
    };
    const at::Tensor first = on_threads(1);
    EXPECT_TRUE(at::equal(on_threads(2), first));
    EXPECT_TRUE(at::equal(on_threads(3), first));
  }
}

}  // namespace
}  // namespace codegrid
