#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>

#include "cluster/kmeans/points.hpp"

namespace codegrid {

/// First centroids by greedy k-means++ (Arthur and Vassilvitskii 2007): each next one is the best
/// of 2 + ln k points drawn with probability proportional to their squared distance to the nearest
/// centroid so far. Returns [k, D] float32 on the device of the points, different from each other
/// if k of the points are.
at::Tensor seed_centroids(const Points& points, std::int64_t k, at::Generator generator);

}  // namespace codegrid
