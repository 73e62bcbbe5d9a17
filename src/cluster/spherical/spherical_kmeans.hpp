#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "cluster/options.hpp"

namespace codegrid {

/// One iteration of one start.
struct SphericalIteration {
  std::int64_t start;      ///< 0 to n_init - 1.
  std::int64_t iteration;  ///< 1 to max_iter.
  double mean_cosine;      ///< Of the codes with the centroids that the iteration began with.
  double shift;            ///< Sum over centroids of the squared distance then moved.
  std::int64_t relocated;  ///< Empty clusters given a new place.
};

struct SphericalClusters {
  at::Tensor centroids;  ///< [k, D] float32 of unit length, on the CPU.
  at::Tensor
      assignments;       ///< [N] int64 in 0..k-1, on the CPU: the centroid of the greatest cosine.
  at::Tensor distances;  ///< [N] float32 in [0, 2], on the CPU: 1 - the cosine with the own one.
  double mean_cosine = 0;       ///< Of each code with its centroid, in [-1, 1].
  std::int64_t iterations = 0;  ///< Of the kept start, the one with the greatest mean cosine.
  bool converged = false;       ///< False if the kept start ended at max_iter.
  std::vector<SphericalIteration> records;  ///< Every iteration of every start, in order.
};

/// Spherical k-means (Dhillon and Modha 2001): each code belongs to the centroid with which it has
/// the greatest cosine, and a centroid is the mean of its members scaled to unit length. At unit
/// length |x - c|^2 = 2 - 2 cos(x, c), so this is Lloyd's algorithm with other means; starts, empty
/// clusters and the end are those of `kmeans`. Same generator state, device and thread count: the
/// same bits.
///   codes: [N, D] float32 of unit length, on any device. generator: on the CPU; every draw is made
///   there.
/// Throws Error(kBadData) when k > N, when codes hold NaN or infinity, when they are all equal or
/// fewer than k of them differ, and when they differ by less than float32 can tell; Error once the
/// program is asked to stop; TORCH_CHECK for wrong shapes or types, other lengths, and options out
/// of range.
SphericalClusters spherical_kmeans(const at::Tensor& codes, const KMeansOptions& options,
                                   const at::Generator& generator);

}  // namespace codegrid
