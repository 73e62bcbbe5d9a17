#include "cluster/hdbscan/mutual_reachability.hpp"

#include <c10/util/Exception.h>

#include <limits>

namespace codegrid {

std::vector<float> core_distances(const NeighborLists& lists, std::int64_t min_samples) {
  TORCH_CHECK(min_samples >= 1 && min_samples - 1 <= lists.width(), "min_samples must be 1 to ",
              lists.width() + 1, ", got ", min_samples);
  std::vector<float> cores(static_cast<std::size_t>(lists.count()), 0.F);
  if (min_samples == 1) return cores;
  const auto* index = lists.indices.const_data_ptr<std::int32_t>();
  const auto* distance = lists.distances.const_data_ptr<float>();
  for (float& core : cores) {
    std::int64_t last = min_samples - 2;
    while (last >= 0 && index[last] < 0) --last;
    core = last < 0 ? std::numeric_limits<float>::max() : distance[last];
    index += lists.width();
    distance += lists.width();
  }
  return cores;
}

}  // namespace codegrid
