#pragma once

#include <cstdint>
#include <vector>

namespace codegrid {

/// What makes a normal distribution's values independent, each of variance 1.
struct Whitening {
  /// The inverse of the covariance's lower Cholesky factor L, by pack_triangle: the squared length
  /// of its product with x - mean is the squared Mahalanobis distance.
  std::vector<double> packed;
  double log_determinant = 0;  ///< Of L, half of the covariance's.
};

/// By loops of our own, as the bits that LAPACK gives depend on its number of threads. Takes any
/// symmetric matrix: what rounding has made of a pivot below 1e-13 is taken for that. Throws Error
/// once the program is asked to stop.
///   covariance: [width][width] symmetric, of values of variance about 1.
Whitening whiten(const double* covariance, std::int64_t width);

}  // namespace codegrid
