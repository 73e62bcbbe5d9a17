#include "cluster/mixture/whitening.hpp"

#include <algorithm>
#include <cmath>

#include "cluster/mixture/tile_products.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr double kLeastPivot = 1e-13;  // below the least regularization

// L with L L' = the matrix (Cholesky-Banachiewicz), [width][width], zeros above the diagonal.
std::vector<double> cholesky(const double* matrix, std::int64_t width) {
  std::vector<double> factor(static_cast<std::size_t>(width * width));
  for (std::int64_t i = 0; i < width; ++i) {
    stop_if_interrupted();
    double* row = factor.data() + i * width;
    for (std::int64_t j = 0; j <= i; ++j) {
      const double* above = factor.data() + j * width;
      double sums[4] = {};  // the compiler may not reorder one
      std::int64_t p = 0;
      for (; p + 4 <= j; p += 4) {
        for (std::int64_t lane = 0; lane < 4; ++lane) sums[lane] += row[p + lane] * above[p + lane];
      }
      double product = (sums[0] + sums[1]) + (sums[2] + sums[3]);
      for (; p < j; ++p) product += row[p] * above[p];
      const double rest = matrix[i * width + j] - product;
      row[j] = i == j ? std::sqrt(std::max(rest, kLeastPivot)) : rest / above[j];
    }
  }
  return factor;
}

// Of a lower triangular matrix, by forward substitution row by row.
std::vector<double> inverse_of(const std::vector<double>& factor, std::int64_t width) {
  std::vector<double> inverse(factor.size());
  for (std::int64_t i = 0; i < width; ++i) {
    stop_if_interrupted();
    double* row = inverse.data() + i * width;
    const double* of = factor.data() + i * width;
    for (std::int64_t p = 0; p < i; ++p) {
      const double* before = inverse.data() + p * width;
      for (std::int64_t j = 0; j <= p; ++j) row[j] -= of[p] * before[j];
    }
    for (std::int64_t j = 0; j < i; ++j) row[j] /= of[i];
    row[i] = 1 / of[i];
  }
  return inverse;
}

}  // namespace

Whitening whiten(const double* covariance, std::int64_t width) {
  const std::vector<double> factor = cholesky(covariance, width);
  Whitening whitening;
  for (std::int64_t i = 0; i < width; ++i)
    whitening.log_determinant += std::log(factor[static_cast<std::size_t>(i * width + i)]);
  whitening.packed.resize(static_cast<std::size_t>(packed_size(width)));
  pack_triangle(inverse_of(factor, width).data(), width, whitening.packed.data());
  return whitening;
}

}  // namespace codegrid
