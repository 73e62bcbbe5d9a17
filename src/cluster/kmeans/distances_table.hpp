#pragma once

#include "cluster/kmeans/distances.hpp"

namespace codegrid {

/// The functions of cluster/distances.hpp, as one instruction set has them.
struct DistanceTable {
  decltype(&measure) measure_targets;
  decltype(&measure_own) measure_own_target;
  decltype(&score) score_tile;
  decltype(&add_to) add_point;
};

extern const DistanceTable kDistancesPlain;
extern const DistanceTable kDistancesAvx2;
extern const DistanceTable kDistancesAvx512;

}  // namespace codegrid
