#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>
#include <vector>

#include "cluster/kmeans/kmeans.hpp"
#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/points.hpp"

namespace codegrid {

struct KMeansStarts {
  KMeansStart best;                      ///< The first with the least inertia.
  std::int64_t kept = 0;                 ///< Its number.
  std::vector<KMeansIteration> records;  ///< Every iteration of every start, in order.
};

/// options.n_init starts, each from first centroids of its own (see seed_centroids and run_lloyd).
///   generator: on the CPU; every draw is made there.
/// Throws Error once the program is asked to stop.
KMeansStarts best_of_starts(const Points& points, const KMeansOptions& options, CentroidKind kind,
                            const at::Generator& generator);

}  // namespace codegrid
