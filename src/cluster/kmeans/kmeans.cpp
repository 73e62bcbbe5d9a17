#include "cluster/kmeans/kmeans.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <cmath>
#include <utility>
#include <vector>

#include "cluster/codes_check.hpp"
#include "cluster/kmeans/points.hpp"
#include "cluster/kmeans/starts.hpp"
#include "cluster/measurable_codes.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kBlockRows = 1024;  // that are copied at a time

// An inertia of 0 is right only where every code is its centroid; else squares have vanished.
void require_true_zero(std::string_view method, const Points& points, const KMeansStart& found,
                       double widest) {
  if (found.partition.inertia > 0) return;
  const std::vector<at::Tensor> labels = found.partition.labels.split(kBlockRows);
  const std::vector<at::Tensor> codes = points.codes().split(kBlockRows);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (!codes[i].eq(found.centroids.index_select(0, labels[i])).all().item<bool>())
      throw indistinguishable(method, widest);
  }
}

}  // namespace

void check_kmeans_call(const at::Tensor& codes, const KMeansOptions& options) {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) >= 1, "codes must be [N, D], got ", codes.sizes());
  TORCH_CHECK(codes.scalar_type() == at::kFloat, "codes must be float32, got ", codes.dtype());
  TORCH_CHECK(options.k >= 1, "k must be at least 1, got ", options.k);
  TORCH_CHECK(options.n_init >= 1, "n_init must be at least 1, got ", options.n_init);
  TORCH_CHECK(options.max_iter >= 1, "max_iter must be at least 1, got ", options.max_iter);
  TORCH_CHECK(options.tol >= 0, "tol must be at least 0, got ", options.tol);
}

KMeansResult kmeans(const at::Tensor& codes, const KMeansOptions& options,
                    const at::Generator& generator, std::string_view method) {
  check_kmeans_call(codes, options);
  require_enough(method, codes.size(0), options.k);
  const MeasurableCodes measurable = make_measurable(method, codes);
  require_different(method, codes, options.k);
  require_unequal(method, codes);
  const auto points = make_points(measurable.codes.contiguous());

  KMeansStarts found = best_of_starts(*points, options, CentroidKind::kMean, generator);
  require_true_zero(method, *points, found.best, measurable.widest);
  const Partition& partition = found.best.partition;
  KMeansResult result;
  result.centroids = measurable.restore(found.best.centroids).cpu();
  result.assignments = partition.labels.to(at::kCPU, at::kLong);
  result.distances = scale_lengths(partition.squared.sqrt(), measurable.exponent).cpu();
  result.inertia = std::ldexp(partition.inertia, 2 * measurable.exponent);
  result.start = found.kept;
  result.iterations = std::ssize(found.best.records);
  result.converged = found.best.converged;
  result.records = std::move(found.records);
  for (KMeansIteration& record : result.records) {
    record.inertia = std::ldexp(record.inertia, 2 * measurable.exponent);
    record.shift = std::ldexp(record.shift, 2 * measurable.exponent);
  }
  return result;
}

}  // namespace codegrid
