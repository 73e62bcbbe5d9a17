#include "cluster/spectral/largest_eigenvectors.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cluster/graph/random_numbers.hpp"
#include "cluster/spectral/block_algebra.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// Beside those that are wanted, half as many iterate, at least and at most so many: the more, the
// wider the gap below the wanted ones, and the fewer iterations.
constexpr std::int64_t kLeastGuards = 8;
constexpr std::int64_t kMostGuards = 64;

// How much more a filter may favour the eigenvalue 1 than the block's least: beyond this, what the
// first vectors leave in the last by rounding would outgrow these.
constexpr double kMostFavour = 1e5;
constexpr double kLeastDegree = 4;
constexpr double kMostDegree = 200;

std::int64_t block_width(const NormalizedAdjacency& matrix, std::int64_t wanted) {
  return std::min(matrix.size(), wanted + std::clamp(wanted / 2, kLeastGuards, kMostGuards));
}

// Evenly between -1 and 1.
at::Tensor random_block(std::int64_t rows, std::int64_t width, std::uint64_t seed) {
  at::Tensor block = at::empty({rows, width}, at::kDouble);
  RandomNumbers random(seed);
  double* value = block.mutable_data_ptr<double>();
  for (std::int64_t i = 0; i < block.numel(); ++i)
    value[i] = std::ldexp(static_cast<double>(random.next() >> 11), -52) - 1;
  return block;
}

class SubspaceIteration {
 public:
  SubspaceIteration(const NormalizedAdjacency& matrix, const EigenvectorOptions& options,
                    std::uint64_t seed)
      : matrix_(matrix),
        options_(options),
        block_(random_block(matrix.size(), block_width(matrix, options.wanted), seed)),
        images_(at::zeros_like(block_)) {}

  Eigenvectors run(const OnEigenIteration& on_iteration) {
    Eigenvectors found;
    for (std::int64_t iteration = 1;; ++iteration) {
      project();
      found.records.push_back(judge(iteration));
      const EigenIteration& record = found.records.back();
      if (on_iteration) on_iteration(record);
      found.residual = record.residual;
      found.converged = record.converged == options_.wanted;
      if (found.converged || iteration == options_.most_iterations) break;
      filter();
    }
    found.values = values_.slice(0, 0, options_.wanted).contiguous();
    found.vectors = block_.slice(1, 0, options_.wanted).contiguous();
    return found;
  }

 private:
  // Rayleigh and Ritz: the block becomes the best eigenvectors within the space that it spans.
  void project() {
    orthonormalize(block_);
    matrix_.apply(block_, {}, images_);
    ++products_;
    const at::Tensor projected = products(block_, images_);
    const SymmetricEigen eigen = solve_symmetric((projected + projected.t()) / 2);
    values_ = eigen.values;
    rotate(block_, eigen.vectors);
    rotate(images_, eigen.vectors);
  }

  EigenIteration judge(std::int64_t iteration) const {
    const at::Tensor lengths = residuals(block_, images_, values_).slice(0, 0, options_.wanted);
    return {iteration, products_, lengths.le(options_.tolerance).sum().item<std::int64_t>(),
            lengths.max().item<double>()};
  }

  // A Chebyshev polynomial of the matrix, 1 at the eigenvalue 1 and small from -1 to `cut`, by its
  // recurrence; scaled by what it is at 1, so that nothing overflows. `images_` holds the first
  // product already.
  void filter() {
    const double cut = std::clamp(values_[-1].item<double>(), -0.9, 1 - 1e-12);
    const double half = (1 + cut) / 2;
    const double center = (cut - 1) / 2;
    const double first_scale = half / (1 - center);
    const auto degree = static_cast<std::int64_t>(std::clamp(
        std::acosh(kMostFavour) / std::acosh(1 / first_scale), kLeastDegree, kMostDegree));
    images_.sub_(block_, center).mul_(first_scale / half);
    double scale = first_scale;
    for (std::int64_t step = 2; step <= degree; ++step) {
      const double next = 1 / (2 / first_scale - scale);
      const double product = 2 * next / half;
      matrix_.apply(images_, {product, -center * product, -scale * next}, block_);
      ++products_;
      std::swap(block_, images_);
      scale = next;
    }
    std::swap(block_, images_);
  }

  const NormalizedAdjacency& matrix_;
  const EigenvectorOptions& options_;
  at::Tensor block_;   // [n, b]
  at::Tensor images_;  // [n, b], M times the block after `project`
  at::Tensor values_;  // [b], the largest first
  std::int64_t products_ = 0;
};

Eigenvectors solve_whole(const NormalizedAdjacency& matrix, const EigenvectorOptions& options) {
  stop_if_interrupted();
  const SymmetricEigen eigen = solve_symmetric(matrix.dense());
  Eigenvectors found;
  found.values = eigen.values.slice(0, 0, options.wanted).contiguous();
  found.vectors = eigen.vectors.slice(1, 0, options.wanted).contiguous();
  const at::Tensor images = at::zeros_like(found.vectors);
  matrix.apply(found.vectors, {}, images);
  found.residual = residuals(found.vectors, images, found.values).max().item<double>();
  found.converged = found.residual <= options.tolerance;
  return found;
}

}  // namespace

Eigenvectors find_largest_eigenvectors(const NormalizedAdjacency& matrix,
                                       const EigenvectorOptions& options, std::uint64_t seed,
                                       const OnEigenIteration& on_iteration) {
  TORCH_CHECK(options.wanted >= 1 && options.wanted <= matrix.size(), "expected 1 to ",
              matrix.size(), " eigenvectors, got ", options.wanted);
  TORCH_CHECK(options.tolerance > 0, "tolerance must be above 0, got ", options.tolerance);
  TORCH_CHECK(options.most_iterations >= 1, "most_iterations must be at least 1, got ",
              options.most_iterations);
  if (matrix.size() <= options.most_dense) return solve_whole(matrix, options);
  return SubspaceIteration(matrix, options, seed).run(on_iteration);
}

}  // namespace codegrid
