#pragma once

#include <vector>

#include "cluster/hdbscan/condensed_tree.hpp"

namespace codegrid {

/// The tree of codes on a line at 0, 1, 2, 3, at 10, 11, 12, 13, and at 30.
inline std::vector<TreeEdge> two_groups_and_an_outlier() {
  return {{1, 0, 1}, {1, 1, 2}, {1, 2, 3}, {1, 4, 5}, {1, 5, 6}, {1, 6, 7}, {7, 3, 4}, {17, 7, 8}};
}

/// A chain of `count` codes, each at that distance from the next.
inline std::vector<TreeEdge> chain(std::int32_t count, float distance = 1, std::int32_t first = 0) {
  std::vector<TreeEdge> edges;
  for (std::int32_t i = 1; i < count; ++i) edges.push_back({distance, first + i - 1, first + i});
  return edges;
}

}  // namespace codegrid
