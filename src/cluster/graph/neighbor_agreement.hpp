#pragma once

#include <ATen/core/Tensor.h>

#include <span>

#include "cluster/graph/communities.hpp"
#include "cluster/graph/neighbors.hpp"

namespace codegrid {

/// How each code's nearest neighbors lie to its own community.
struct NeighborAgreement {
  /// [N] float32, or float64 where that does not hold them: the mean distance to those of a code's
  /// neighbors that are in its community; NaN where none is.
  at::Tensor distances;
  at::Tensor shares;  ///< [N] float32 in [0, 1], the share of its neighbors that are; 0 of none.
};

///   communities: [N] of the codes whose neighbors `lists` holds.
NeighborAgreement measure_agreement(const NeighborLists& lists, const Communities& communities);

/// The same with the neighbors in several sets: of each code the mean of its shares over the sets
/// in which it has neighbors, and of its distances over those in which it has one.
NeighborAgreement measure_agreement(std::span<const NeighborLists> lists,
                                    const Communities& communities);

}  // namespace codegrid
