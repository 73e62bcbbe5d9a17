#include "cluster/kmeans/kmeans.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <unordered_set>
#include <vector>

#include "cluster/codes_check.hpp"
#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/points.hpp"
#include "cluster/kmeans/seeding.hpp"
#include "core/error.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kBlockRows = 1024;  // that are copied at a time

void check_call(const at::Tensor& codes, const KMeansOptions& options) {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) >= 1, "codes must be [N, D], got ", codes.sizes());
  TORCH_CHECK(codes.scalar_type() == at::kFloat, "codes must be float32, got ", codes.dtype());
  TORCH_CHECK(options.k >= 1, "k must be at least 1, got ", options.k);
  TORCH_CHECK(options.n_init >= 1, "n_init must be at least 1, got ", options.n_init);
  TORCH_CHECK(options.max_iter >= 1, "max_iter must be at least 1, got ", options.max_iter);
  TORCH_CHECK(options.tol >= 0, "tol must be at least 0, got ", options.tol);
}

// The variance of codes that are not finite is not, nor is that of some that are.
void require_finite_codes(const at::Tensor& codes, double variance) {
  if (!std::isfinite(variance)) require_finite("k-means", codes);
}

// Compares bytes, so -0 is made 0 first. Ends as soon as k different codes are seen.
void require_different(const at::Tensor& codes, std::int64_t k) {
  const auto bytes = static_cast<std::size_t>(codes.size(1)) * sizeof(float);
  std::unordered_set<std::string> seen;
  for (const at::Tensor& block : codes.split(kBlockRows)) {
    const at::Tensor rows = (block.cpu() + 0.0F).contiguous();
    const auto* data = static_cast<const char*>(rows.const_data_ptr());
    for (std::int64_t row = 0; row < rows.size(0); ++row) {
      seen.emplace(data + static_cast<std::size_t>(row) * bytes, bytes);
      if (std::ssize(seen) >= k) return;
    }
  }
  throw data_error(fmt::format(
      "k-means: found only {} different among {} codes; expected at least k = {}. "
      "Lower clustering.k, or look at the encoder: it gives different images the same code "
      "(or, with clustering.normalize l2, the same direction).",
      seen.size(), codes.size(0), k));
}

}  // namespace

KMeansResult kmeans(const at::Tensor& codes, const KMeansOptions& options,
                    const at::Generator& generator) {
  check_call(codes, options);
  require_enough("k-means", codes.size(0), options.k);
  const auto points = make_points(codes.contiguous());
  const double variance = points->variance();
  require_finite_codes(codes, variance);
  require_different(codes, options.k);

  const Limits limits{options.max_iter, options.tol * variance};
  KMeansResult result;
  KMeansStart best;
  for (std::int64_t start = 0; start < options.n_init; ++start) {
    KMeansStart next = run_lloyd(*points, seed_centroids(*points, options.k, generator), limits);
    for (KMeansIteration& record : next.records) {
      record.start = start;
      result.records.push_back(record);
    }
    if (start == 0 || next.partition.inertia < best.partition.inertia) {
      best = std::move(next);
      result.start = start;
    }
  }
  result.centroids = best.centroids.cpu();
  result.assignments = best.partition.labels.to(at::kCPU, at::kLong);
  result.distances = best.partition.squared.sqrt().cpu();
  result.inertia = best.partition.inertia;
  result.iterations = std::ssize(best.records);
  result.converged = best.converged;
  return result;
}

}  // namespace codegrid
