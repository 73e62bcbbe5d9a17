#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace codegrid {

/// What is known of a graph's eigenvalues, those of its NormalizedAdjacency.
struct Spectrum {
  std::int64_t eigenvectors = 0;    ///< By how many the codes were grouped.
  std::vector<double> eigenvalues;  ///< In [-1, 1], the largest first; more than `eigenvectors`.
  std::optional<double> eigengap;   ///< Between the k-th and the next; empty where there is none.
  double residual = 0;              ///< The largest length of M v - value v.
};

}  // namespace codegrid
