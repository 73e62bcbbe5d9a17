#pragma once

#include "cluster/graph/communities.hpp"
#include "cluster/graph/random_numbers.hpp"

namespace codegrid {

// Both throw Error once the program is asked to stop.

/// Moves nodes, one at a time, to the community that gains the most modularity, until none gains
/// any: those whose neighbors moved are looked at again (Traag et al. 2019, MoveNodesFast).
///   communities: each below the number of nodes; brought up to date.
void move_nodes(const WeightedGraph& graph, double resolution, RandomNumbers& random,
                Communities& communities);

/// Splits each community into parts that are well connected, from single nodes on, where a merge
/// gains modularity (Traag et al. 2019, MergeNodesSubset). Returns the part of each node, each
/// below the number of nodes.
Communities refine(const WeightedGraph& graph, double resolution, RandomNumbers& random,
                   const Communities& communities);

}  // namespace codegrid
