#include "cluster/kmeans/distances_impl.hpp"

namespace codegrid {

constexpr DistanceTable kDistancesPlain = kTableOf<4>;

}  // namespace codegrid
