#pragma once

#include <cstdint>

namespace codegrid {

enum class Normalize { kNone, kL2 };

/// How k-means runs. The meaning of each is that of scikit-learn's KMeans.
struct KMeansOptions {
  std::int64_t k = 10;          ///< Number of clusters, 1 to N.
  std::int64_t n_init = 10;     ///< Starts, >= 1; the one with the least inertia is kept.
  std::int64_t max_iter = 300;  ///< Most iterations of one start, >= 1.
  double tol = 1e-4;  ///< Stop when `shift` is at most tol times the mean variance of the codes'
                      ///< columns, >= 0.
};

/// What becomes of the codes, and k-means on what they have become.
struct ClusteringOptions : KMeansOptions {
  Normalize normalize = Normalize::kNone;  ///< kL2: scale each code to unit length first.
};

}  // namespace codegrid
