#pragma once

#include <cstdint>

namespace codegrid {

/// Centroids are scored sixteen at a time, one in each lane of the processor's vectors.
constexpr std::int64_t kGroup = 16;
/// Points whose scores are taken together: as many running sums as hide the time of a product.
constexpr std::int64_t kTile = 8;

/// How near each of a tile's points is to each centroid of a group: the greater, the nearer.
struct Scores {
  float of[kTile][kGroup];  ///< The group's offset plus the dot product.
  float greatest[kTile];    ///< Of each point, its own centroid left out.
};

/// Squared distances, from differences and so without cancellation, of a point to `count` targets.
/// A distance does not depend on what other targets there are.
///   point: [width]; targets: [count][stride], with zeros behind the width, and with a stride that
///   is a multiple of kGroup; squared: [count].
void measure(const float* point, std::int64_t width, const float* targets, std::int64_t stride,
             std::int64_t count, float* squared);

/// The squared distance of each of `count` points to the target that its label names; infinity
/// where that is negative.
///   points: [count][width]; labels: [count]; targets, stride, squared: as in `measure`.
void measure_own(const float* points, std::int64_t width, std::int64_t count,
                 const std::int32_t* labels, const float* targets, std::int64_t stride,
                 float* squared);

/// The scores of a tile's points among a group of centroids: one product for each coordinate, so
/// half the work of a distance, at the price of rounding.
///   points: kTile times [width]; own: of each point a lane to leave out of `greatest`, or -1;
///   group: [1 + width][kGroup], the lane innermost: the offsets, then each coordinate.
void score(const float* const* points, const std::int32_t* own, std::int64_t width,
           const float* group, Scores& scores);

/// sum += sign * point, in double. point, sum: [width].
void add_to(double* sum, const float* point, std::int64_t width, double sign);

}  // namespace codegrid
