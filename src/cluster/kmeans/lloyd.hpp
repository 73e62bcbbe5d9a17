#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "cluster/kmeans/kmeans.hpp"
#include "cluster/kmeans/points.hpp"

namespace codegrid {

/// What a centroid is of its members.
enum class CentroidKind {
  kMean,
  kDirection,  ///< Of their mean, at unit length, for points of unit length: the nearest centroid
               ///< is then the one with the greatest cosine (Dhillon and Modha 2001).
};

/// When one start ends.
struct Limits {
  std::int64_t max_iter;  ///< After so many iterations.
  double shift;           ///< Or when the centroids moved by no more: sum of squared distances.
};

/// What one start ended with.
struct KMeansStart {
  at::Tensor centroids;                  ///< [k, D] float32 on the device of the points.
  Partition partition;                   ///< Every point at the nearest of `centroids`.
  bool converged = false;                ///< False if it ended at max_iter.
  std::vector<KMeansIteration> records;  ///< One an iteration; their `start` is 0.
};

/// Lloyd's iterations: assign every point to its nearest centroid, move every centroid to the mean
/// of its members. Ends when no point changes its cluster or the centroids hardly move. A cluster
/// without members moves to the point that is farthest from its own centroid, as in scikit-learn.
/// A direction of members that cancel each other stays as it was.
///   centroids: [k, D] float32 on the device of the points.
KMeansStart run_lloyd(const Points& points, at::Tensor centroids, const Limits& limits,
                      CentroidKind kind = CentroidKind::kMean);

}  // namespace codegrid
