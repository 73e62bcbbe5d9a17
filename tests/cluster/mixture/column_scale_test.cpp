#include "cluster/mixture/column_scale.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "cluster/fixtures.hpp"
#include "support/threads.hpp"

namespace codegrid {
namespace {

at::Tensor brought(const ColumnScale& scale, const at::Tensor& codes) {
  at::Tensor rows = at::empty({codes.size(0), scale.width()}, at::kDouble);
  for (std::int64_t i = 0; i < codes.size(0); ++i)
    scale.bring(codes[i].const_data_ptr<float>(), rows[i].mutable_data_ptr<double>());
  return rows;
}

TEST(ColumnScale, BringsEachColumnToMean0AndVariance1) {
  const at::Tensor codes =
      normal({3000, 3}) * at::tensor({1.F, 1e-20F, 1e30F}) + at::tensor({5.F, 0.F, 1e31F});
  const ColumnScale scale(measure_columns(codes));
  const at::Tensor rows = brought(scale, codes);
  EXPECT_TRUE(at::allclose(rows.mean(0), at::zeros({3}, at::kDouble), 0, 1e-12));
  EXPECT_TRUE(at::allclose(rows.square().mean(0), at::ones({3}, at::kDouble), 1e-12));
  EXPECT_TRUE(at::allclose(scale.restore(rows), codes, 1e-6, 0));
  const at::Tensor deviations = codes.to(at::kDouble).var(0, false).sqrt();
  EXPECT_NEAR(scale.log_volume(), deviations.log().sum().item<double>(), 1e-9);
}

TEST(ColumnScale, LeavesOutWhatIsTheSameInAllCodes) {
  at::Tensor codes = normal({700, 4});
  codes.select(1, 0).fill_(0.1);
  codes.select(1, 2).fill_(0);
  codes[5][2] = -0.F;
  const ColumnMoments columns = measure_columns(codes);
  EXPECT_TRUE(at::equal(at::nonzero(columns.scales).flatten(), longs({1, 3})));
  const ColumnScale scale(columns);
  EXPECT_EQ(scale.width(), 2);
  EXPECT_EQ(scale.all_columns(), 4);
  const at::Tensor restored = scale.restore(at::zeros({2, 2}, at::kDouble));
  EXPECT_TRUE(at::equal(restored.select(1, 0), at::full({2}, 0.1F)));
  EXPECT_TRUE(at::equal(restored.select(1, 2), at::zeros({2})));
}

TEST(ColumnScale, SeesTheLeastDifferenceThatFloat32Holds) {
  const at::Tensor codes = at::tensor({1e-45F, 0.F, 0.F, 3e38F, -3e38F, 3e38F}).view({3, 2});
  const ColumnScale scale(measure_columns(codes));
  EXPECT_EQ(scale.width(), 2);
  EXPECT_TRUE(at::allclose(brought(scale, codes).square().mean(0), at::ones({2}, at::kDouble)));
}

TEST(ColumnScale, IsTheSameOnAnyNumberOfThreads) {
  const at::Tensor codes = normal({5000, 7});
  const auto on_threads = [&](int threads) {
    const ThreadsFor some(threads);
    return measure_columns(codes);
  };
  const ColumnMoments first = on_threads(1);
  for (const int threads : {2, 3}) {
    EXPECT_TRUE(at::equal(on_threads(threads).means, first.means));
    EXPECT_TRUE(at::equal(on_threads(threads).scales, first.scales));
  }
}

}  // namespace
}  // namespace codegrid
