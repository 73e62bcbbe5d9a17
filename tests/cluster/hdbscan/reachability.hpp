#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "cluster/fixtures.hpp"
#include "cluster/hdbscan/mutual_reachability.hpp"
#include "cluster/hdbscan/spanning_tree.hpp"

namespace codegrid {

/// Codes, their neighbors, and the distances by mutual reachability between them.
struct Reachability {
  Reachability(const at::Tensor& codes, std::int64_t min_samples, std::int64_t neighbors)
      : scaled(codes),
        lists(find_neighbors(codes, neighbors, NeighborSearch::kExact, [](double) {})),
        reach{scaled, core_distances(lists, min_samples)} {}

  /// Every pair measured: the distances of a minimum spanning tree, rising (Prim 1957).
  std::vector<float> distances_of_tree() const {
    const auto count = static_cast<std::int32_t>(scaled.count());
    std::vector<float> nearest(static_cast<std::size_t>(count), INFINITY);
    std::vector<bool> done(nearest.size(), false);
    std::vector<float> distances;
    std::int32_t last = 0;
    for (std::int32_t step = 1; step < count; ++step) {
      done[static_cast<std::size_t>(last)] = true;
      std::int32_t next = -1;
      for (std::int32_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (done[at]) continue;
        nearest[at] = std::min(nearest[at], reach(last, i));
        if (next < 0 || nearest[at] < nearest[static_cast<std::size_t>(next)]) next = i;
      }
      distances.push_back(nearest[static_cast<std::size_t>(next)]);
      last = next;
    }
    std::ranges::sort(distances);
    return distances;
  }

  ScaledCodes scaled;
  NeighborLists lists;
  MutualReachability reach;
};

/// `groups` of `each` codes of `width` values, far apart, and 20 codes all over the place.
inline at::Tensor dense_groups(std::int64_t groups, std::int64_t each, std::int64_t width) {
  const at::Tensor centers = (normal({groups, width}, 11) * 12).repeat_interleave(each, 0);
  const at::Tensor rest = normal({20, width}, 12) * 12;
  return at::cat({centers + normal({groups * each, width}, 13), rest});
}

}  // namespace codegrid
