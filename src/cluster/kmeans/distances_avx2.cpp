#include "cluster/kmeans/distances_impl.hpp"

namespace codegrid {

constexpr DistanceTable kDistancesAvx2 = kTableOf<8>;

}  // namespace codegrid
