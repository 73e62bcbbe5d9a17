#pragma once

#include <cstdint>

namespace codegrid {

/// Points are measured sixteen at a time, one in each lane of the processor's vectors. A block is
/// the coordinates of sixteen points with the lane innermost, float32 [width][kLanes].
constexpr std::int64_t kLanes = 16;
/// So many targets are measured in one pass over a block: as many running sums as registers hold.
constexpr std::int64_t kTile = 5;

/// What of targets is nearest to each of sixteen points.
struct Nearest {
  float squared[kLanes];       ///< Squared distance to it.
  std::int32_t index[kLanes];  ///< Its row in `targets`; the smaller one on a tie.
};

/// Squared distances, from differences and so without cancellation, of a block's points to `count`
/// targets.
///   block: [width][kLanes]; targets: [count][width]; squared: [count][kLanes]. `count` is a
///   multiple of kTile.
void measure(const float* block, std::int64_t width, const float* targets, std::int64_t count,
             float* squared);

/// The nearest of `count` targets to each of a block's points, with the same shapes and the same
/// rounding as `measure`.
void find_nearest(const float* block, std::int64_t width, const float* targets, std::int64_t count,
                  Nearest& nearest);

}  // namespace codegrid
