#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "cluster/graph/neighbors.hpp"
#include "cluster/graph/scaled_codes.hpp"

namespace codegrid {

/// The core distance of each code (Campello, Moulavi and Sander 2013): that to the `min_samples`-th
/// nearest, the code itself being the first. Of a list that is too short, the farthest in it;
/// the greatest float of none.
std::vector<float> core_distances(const NeighborLists& lists, std::int64_t min_samples);

/// Distances between codes, none less than the core distance of either. All in the measure of the
/// codes (see ScaledCodes).
struct MutualReachability {
  const ScaledCodes& codes;
  std::vector<float> cores;  ///< [N]

  float core(std::int32_t code) const { return cores[static_cast<std::size_t>(code)]; }
  /// Of two codes at that `distance`.
  float of(std::int32_t one, std::int32_t other, float distance) const {
    return std::max(distance, std::max(core(one), core(other)));
  }
  float operator()(std::int32_t one, std::int32_t other) const {
    return of(one, other, std::sqrt(codes.squared(one, other)));
  }
};

}  // namespace codegrid
