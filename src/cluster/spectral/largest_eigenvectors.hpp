#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "cluster/spectral/normalized_adjacency.hpp"

namespace codegrid {

struct EigenvectorOptions {
  std::int64_t wanted = 1;             ///< 1 to the matrix's size.
  double tolerance = 1e-6;             ///< Of a residual, at most; > 0.
  std::int64_t most_iterations = 100;  ///< >= 1.
  std::int64_t most_dense = 1024;      ///< A matrix of up to this size is solved whole.
};

/// One iteration: a filter, then the best vectors within the space that is left.
struct EigenIteration {
  std::int64_t iteration;  ///< From 1 on.
  std::int64_t products;   ///< Of the matrix with a block of vectors, so far.
  std::int64_t converged;  ///< Wanted ones whose residual is within the tolerance.
  double residual;         ///< The largest of those wanted.
};

struct Eigenvectors {
  at::Tensor values;      ///< [wanted] double, the largest first, each as often as it is one.
  at::Tensor vectors;     ///< [n, wanted] double, orthonormal columns.
  double residual = 0;    ///< The largest |M v - value v|.
  bool converged = true;  ///< Whether that is within the tolerance.
  std::vector<EigenIteration> records{};  ///< None where the matrix was solved whole.
};

/// Called after each iteration.
using OnEigenIteration = std::function<void(const EigenIteration&)>;

/// The largest eigenvalues of M, with their eigenvectors: by LAPACK for a small one, else by
/// iterating a block of some more vectors than are wanted through Chebyshev polynomials, which damp
/// what lies below the block's least eigenvalue (Zhou, Saad, Tiago and Chelikowsky 2006). The same
/// seed gives the same bits on any number of threads.
/// Written here because Spectra and ARPACK iterate one vector, which sees an eigenvalue that occurs
/// several times, as one for each component of a graph, through rounding at best; because a product
/// with a block of vectors reads the graph once for all of them; and for the bits.
/// Takes memory for two blocks of about 1.5 times as many vectors. Throws Error once the program is
/// asked to stop; TORCH_CHECK for options out of range.
Eigenvectors find_largest_eigenvectors(const NormalizedAdjacency& matrix,
                                       const EigenvectorOptions& options, std::uint64_t seed,
                                       const OnEigenIteration& on_iteration = {});

}  // namespace codegrid
