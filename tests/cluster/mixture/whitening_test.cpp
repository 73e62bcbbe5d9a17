#include "cluster/mixture/whitening.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "cluster/fixtures.hpp"
#include "cluster/mixture/tile_products.hpp"

namespace codegrid {
namespace {

// Squared Mahalanobis lengths of up to eight vectors, the columns of [width, 8].
at::Tensor whitened_lengths(const Whitening& whitening, const at::Tensor& columns) {
  at::Tensor squared = at::empty({kTileLanes}, at::kDouble);
  squared_lengths(whitening.packed.data(), columns.size(0), columns.const_data_ptr<double>(),
                  squared.mutable_data_ptr<double>());
  return squared;
}

TEST(Whitening, OfATinyCaseGivesWhatAHandComputes) {
  const std::array<double, 4> covariance{4, 2, 2, 3};  // L = [[2, 0], [1, sqrt 2]]
  const Whitening found = whiten(covariance.data(), 2);
  EXPECT_NEAR(found.log_determinant, std::log(2 * std::sqrt(2.0)), 1e-15);
  at::Tensor columns = at::zeros({2, kTileLanes}, at::kDouble);
  columns[0][0] = 2;  // L^-1 (2, 3) = (1, sqrt 2)
  columns[1][0] = 3;
  columns[1][1] = 2;  // L^-1 (0, 2) = (0, sqrt 2)
  const at::Tensor squared = whitened_lengths(found, columns);
  EXPECT_NEAR(squared[0].item<double>(), 3, 1e-14);
  EXPECT_NEAR(squared[1].item<double>(), 2, 1e-14);
  EXPECT_EQ(squared[2].item<double>(), 0);
}

TEST(Whitening, IsTheInverseOfTheCovariance) {
  for (const std::int64_t width : {1, 5, 8, 21, 40}) {
    const at::Tensor factor = normal({width, width}).to(at::kDouble);
    const at::Tensor covariance =
        (factor.mm(factor.t()) + at::eye(width, at::kDouble)).contiguous();
    const Whitening found = whiten(covariance.const_data_ptr<double>(), width);
    const at::Tensor columns = normal({width, kTileLanes}, 4).to(at::kDouble);
    const at::Tensor expected = (columns * at::inverse(covariance).mm(columns)).sum(0);
    EXPECT_TRUE(at::allclose(whitened_lengths(found, columns), expected, 1e-9, 0)) << width;
    EXPECT_NEAR(found.log_determinant, at::logdet(covariance).item<double>() / 2, 1e-9) << width;
  }
}

TEST(Whitening, OfAMatrixThatRoundingHasMadeIndefiniteIsFinite) {
  const std::array<double, 4> covariance{1, 1, 1, 1 - 1e-15};
  const Whitening found = whiten(covariance.data(), 2);
  EXPECT_TRUE(std::isfinite(found.log_determinant));
  for (const double factor : found.packed) EXPECT_TRUE(std::isfinite(factor));
}

}  // namespace
}  // namespace codegrid
