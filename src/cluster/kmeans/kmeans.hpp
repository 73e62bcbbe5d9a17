#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "cluster/options.hpp"

namespace codegrid {

// The map of this folder; each part uses those below it:
//   kmeans           clusters of codes, in their own measure
//   starts           the best of some starts
//   seeding, lloyd   a start: its first centroids (k-means++), its iterations
//   points           what the device measures: points_rows on the CPU, points_tensor on any device
//   chunk            points_rows: some rows at a time, each to its nearest centroid
//   centroid_groups  the centroids as a chunk takes them, with bounds on what rounding does
//   grouping         which centroids lie close together
//   distances        the processor's kernels

/// One iteration of one start.
struct KMeansIteration {
  std::int64_t start;      ///< 0 to n_init - 1.
  std::int64_t iteration;  ///< 1 to max_iter.
  double inertia;  ///< Of the assignment that this iteration made, to the centroids it began with.
  double shift;    ///< Sum over centroids of the squared distance then moved.
  std::int64_t relocated;  ///< Empty clusters given a new place.
};

struct KMeansResult {
  at::Tensor centroids;    ///< [k, D] float32, on the CPU.
  at::Tensor assignments;  ///< [N] int64 in 0..k-1, on the CPU: the nearest of `centroids`.
  /// [N] Euclidean distances to the own centroid, on the CPU: float32, or float64 where that does
  /// not hold them.
  at::Tensor distances;
  double inertia = 0;                    ///< Sum of the squared distances, in double.
  std::int64_t start = 0;                ///< Which start was kept.
  std::int64_t iterations = 0;           ///< Of the kept start.
  bool converged = false;                ///< False if the kept start ended at max_iter.
  std::vector<KMeansIteration> records;  ///< Every iteration of every start, in order.
};

/// Lloyd's k-means (Lloyd 1982) from greedy k-means++ starts (Arthur and Vassilvitskii 2007), on
/// the device of `codes`. Distances are float32, from differences; sums and inertia are double.
/// Same generator state, device and thread count: the same bits.
///   codes: [N, D] float32, finite, of any magnitude, as they are to be clustered.
///   generator: on the CPU; every draw is made there. method: the first word of messages, where
///   k-means is a step of another method.
/// Throws Error(kBadData) when k > N, when codes hold NaN or infinity, when they are all equal or
/// fewer than k of them differ, and when all that differs vanishes beside what differs most; Error
/// once the program is asked to stop; TORCH_CHECK for wrong shapes or types and for options out of
/// range.
KMeansResult kmeans(const at::Tensor& codes, const KMeansOptions& options,
                    const at::Generator& generator, std::string_view method = "k-means");

/// TORCH_CHECKs the type and shape of the codes and the range of each option.
void check_kmeans_call(const at::Tensor& codes, const KMeansOptions& options);

}  // namespace codegrid
