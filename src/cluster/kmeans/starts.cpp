#include "cluster/kmeans/starts.hpp"

#include <utility>

#include "cluster/kmeans/seeding.hpp"

namespace codegrid {

KMeansStarts best_of_starts(const Points& points, const KMeansOptions& options, CentroidKind kind,
                            const at::Generator& generator) {
  const Limits limits{options.max_iter, options.tol * points.variance()};
  KMeansStarts result;
  for (std::int64_t start = 0; start < options.n_init; ++start) {
    KMeansStart next =
        run_lloyd(points, seed_centroids(points, options.k, generator), limits, kind);
    for (KMeansIteration record : next.records) {
      record.start = start;
      result.records.push_back(record);
    }
    if (start == 0 || next.partition.inertia < result.best.partition.inertia) {
      result.best = std::move(next);
      result.kept = start;
    }
  }
  return result;
}

}  // namespace codegrid
