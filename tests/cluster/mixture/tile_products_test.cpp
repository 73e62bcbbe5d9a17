#include "cluster/mixture/tile_products.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "cluster/fixtures.hpp"
#include "cluster/mixture/tile_products_table.hpp"
#include "support/versions.hpp"

namespace codegrid {
namespace {

constexpr std::array kTileWidths{1, 2, 3, 7, 8, 9, 15, 16, 17, 36, 64, 100};

std::vector<const TileProductTable*> tile_versions() {
  return runnable(kTileProductsPlain, kTileProductsAvx2, kTileProductsAvx512);
}

std::vector<double> packed_triangle(const at::Tensor& matrix) {
  std::vector<double> packed(static_cast<std::size_t>(packed_size(matrix.size(0))));
  pack_triangle(matrix.const_data_ptr<double>(), matrix.size(0), packed.data());
  return packed;
}

TEST(TileProducts, SquareTheLengthsOfATriangleTimesEightVectors) {
  for (const std::int64_t width : kTileWidths) {
    const at::Tensor matrix = normal({width, width}).to(at::kDouble);  // above the diagonal, too
    const at::Tensor columns = normal({width, kTileLanes}, 4).to(at::kDouble);
    const at::Tensor expected = at::tril(matrix).mm(columns).square().sum(0);
    const std::vector<double> packed = packed_triangle(matrix);
    for (const TileProductTable* kernels : tile_versions()) {
      at::Tensor squared = at::empty({kTileLanes}, at::kDouble);
      kernels->square(packed.data(), width, columns.const_data_ptr<double>(),
                      squared.mutable_data_ptr<double>());
      EXPECT_TRUE(at::allclose(squared, expected, 1e-12, 1e-12)) << width;
    }
  }
}

TEST(TileProducts, OfOneVectorDoNotDependOnTheOthers) {
  const at::Tensor matrix = normal({20, 20}).to(at::kDouble);
  const std::vector<double> packed = packed_triangle(matrix);
  const at::Tensor one = normal({20, 1}, 4).to(at::kDouble);
  const at::Tensor others = normal({20, kTileLanes}, 5).to(at::kDouble);
  double alone = 0;
  for (std::int64_t lane = 0; lane < kTileLanes; ++lane) {
    at::Tensor columns = others.clone();
    columns.slice(1, lane, lane + 1).copy_(one);
    std::array<double, kTileLanes> squared{};
    squared_lengths(packed.data(), 20, columns.const_data_ptr<double>(), squared.data());
    if (lane == 0) alone = squared[0];
    EXPECT_EQ(squared[static_cast<std::size_t>(lane)], alone) << lane;
  }
}

TEST(TileProducts, AddTheWeightedProductsOfEightVectors) {
  for (const std::int64_t width : kTileWidths) {
    const std::int64_t stride = (width + kTileLanes - 1) / kTileLanes * kTileLanes;
    at::Tensor vectors = at::zeros({kTileLanes, stride}, at::kDouble);
    vectors.slice(1, 0, width).copy_(normal({kTileLanes, width}));
    const at::Tensor weights = at::rand({kTileLanes}, at::kDouble);
    std::array<const double*, kTileLanes> rows{};
    for (std::int64_t i = 0; i < kTileLanes; ++i)
      rows[static_cast<std::size_t>(i)] = vectors.const_data_ptr<double>() + i * stride;
    const at::Tensor used = vectors.slice(1, 0, width);
    const at::Tensor expected = 1 + used.t().mm(used * weights.unsqueeze(1));
    for (const TileProductTable* kernels : tile_versions()) {
      at::Tensor sums = at::ones({width, stride}, at::kDouble);
      kernels->add(sums.mutable_data_ptr<double>(), width, stride, rows.data(),
                   weights.const_data_ptr<double>());
      EXPECT_TRUE(at::allclose(at::tril(sums.slice(1, 0, width)), at::tril(expected), 1e-12, 1e-12))
          << width;
    }
  }
}

}  // namespace
}  // namespace codegrid
