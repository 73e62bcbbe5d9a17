#include "cluster/kmeans/distances_impl.hpp"

namespace codegrid {

constexpr DistanceTable kDistancesAvx512 = kTableOf<16>;

}  // namespace codegrid
