#include "cluster/spherical/spherical_kmeans.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>

#include "cluster/codes_check.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/kmeans/points.hpp"
#include "cluster/kmeans/starts.hpp"
#include "cluster/measurable_codes.hpp"
#include "core/error.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr const char* kSpherical = "spherical k-means";
constexpr std::int64_t kCheckedRows = 1024;  // that are looked at together
constexpr double kLengthError = 1e-5;        // of what is called unit length
// Float32 rounds a code of unit length by 2^-24 of it: what differs by less than some of those is
// noise.
constexpr double kLeastDifference = 0x1p-20;

void check_lengths(const at::Tensor& codes) {
  for (const at::Tensor& rows : codes.split(kCheckedRows)) {
    stop_if_interrupted();
    const at::Tensor lengths = at::linalg_vector_norm(rows, 2, at::IntArrayRef{1});
    const auto worst = (lengths - 1).abs().max().item<double>();
    TORCH_CHECK(worst <= kLengthError, "codes must be of unit length, found one that is off by ",
                worst);
  }
}

// Codes that point into nearly the same direction all of them.
void require_directions(const at::Tensor& codes, double widest) {
  if (codes.size(0) == 1 || widest >= kLeastDifference) return;
  throw data_error(fmt::format(
      "{}: found codes of unit length whose values differ by at most {:.3g}; expected {:.3g} or "
      "more, as float32 rounds away what is less. Set clustering.method to kmeans, or look at the "
      "encoder: it gives all images nearly the same direction.",
      kSpherical, widest, kLeastDifference));
}

double mean_cosine_of(double inertia, std::int64_t count) {
  return 1 - inertia / (2 * static_cast<double>(count));
}

}  // namespace

SphericalClusters spherical_kmeans(const at::Tensor& codes, const KMeansOptions& options,
                                   const at::Generator& generator) {
  check_kmeans_call(codes, options);
  require_enough(kSpherical, codes.size(0), options.k);
  const double widest = make_measurable(kSpherical, codes).widest;
  require_different(kSpherical, codes, options.k);
  require_unequal(kSpherical, codes);
  check_lengths(codes);
  require_directions(codes, widest);
  const auto points = make_points(codes.contiguous());

  const KMeansStarts found = best_of_starts(*points, options, CentroidKind::kDirection, generator);
  const Partition& partition = found.best.partition;
  SphericalClusters result;
  result.centroids = found.best.centroids.cpu();
  result.assignments = partition.labels.to(at::kCPU, at::kLong);
  result.distances = (partition.squared / 2).cpu();
  result.mean_cosine = mean_cosine_of(partition.inertia, codes.size(0));
  result.iterations = std::ssize(found.best.records);
  result.converged = found.best.converged;
  for (const KMeansIteration& record : found.records) {
    result.records.push_back({record.start, record.iteration,
                              mean_cosine_of(record.inertia, codes.size(0)), record.shift,
                              record.relocated});
  }
  return result;
}

}  // namespace codegrid
