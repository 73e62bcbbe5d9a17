#pragma once

#include <cstdint>
#include <functional>
#include <tuple>
#include <vector>

#include "cluster/graph/neighbors.hpp"
#include "cluster/hdbscan/mutual_reachability.hpp"

namespace codegrid {

/// Two codes, `one` < `other`, and the distance between them by mutual reachability.
struct TreeEdge {
  float distance;
  std::int32_t one;
  std::int32_t other;

  bool operator<(const TreeEdge& right) const {
    return std::tie(distance, one, other) < std::tie(right.distance, right.one, right.other);
  }
};

struct SpanningTree {
  std::vector<TreeEdge> edges;  ///< [N - 1], rising.
  std::int64_t rounds = 0;      ///< Of Boruvka's.
  std::int64_t searched = 0;    ///< Codes whose nearest in another component was looked for.
};

/// Called before each round, with how many components are left.
using OnRound = std::function<void(std::int64_t components)>;

/// A minimum spanning tree of all codes by mutual reachability: Boruvka's algorithm on the lists of
/// neighbors, and a search among all codes (see NearestForeign) where a component's lists do not
/// tell which way out is the shortest. From exact lists it is exact. The same on any number of
/// threads.
///   lists: of the same codes, at least as long as the core distances take.
/// Throws Error once the program is asked to stop.
SpanningTree find_spanning_tree(const MutualReachability& reach, const NeighborLists& lists,
                                const OnRound& on_round);

}  // namespace codegrid
