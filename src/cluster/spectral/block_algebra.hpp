#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

// A block is [n, b] double, contiguous, on the CPU: b vectors, the columns. What is computed of
// blocks here has the same bits on any number of threads: sums are made in fixed chunks of rows,
// each by one thread, and added in their order. All but solve_symmetric, which takes a second or
// two for the largest b, throws Error once the program is asked to stop.

/// [b, c], the products of one block's vectors with another's.
at::Tensor products(const at::Tensor& one, const at::Tensor& other);

/// Puts block times `rotation`, [b, b] double, in the block's place.
void rotate(const at::Tensor& block, const at::Tensor& rotation);

/// [b] double: the lengths of image_j - value_j vector_j.
///   images: [n, b], a matrix times the block; values: [b] double.
at::Tensor residuals(const at::Tensor& block, const at::Tensor& images, const at::Tensor& values);

/// Makes the vectors orthonormal, without leaving the space that they span, by the eigenvectors of
/// their products, twice (SVQB, Stathopoulos and Wu 2002). Vectors of 0 stay 0.
void orthonormalize(const at::Tensor& block);

struct SymmetricEigen {
  at::Tensor values;   ///< [b] double, the largest first.
  at::Tensor vectors;  ///< [b, b] double, a column each.
};

/// All eigenvalues and eigenvectors of a symmetric [b, b] double on the CPU.
SymmetricEigen solve_symmetric(const at::Tensor& matrix);

}  // namespace codegrid
