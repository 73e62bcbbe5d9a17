#pragma once

#include <cstdint>
#include <vector>

#include "cluster/code_sets.hpp"
#include "cluster/graph/communities.hpp"
#include "cluster/graph/weighted_graph.hpp"

namespace codegrid {

// What takes time throws Error once the program is asked to stop.

/// The parts of a graph that no edge connects.
struct Components {
  Communities of;                   ///< [nodes], the largest is 0.
  std::vector<std::int64_t> sizes;  ///< Of each, falling.
  std::int64_t count() const { return static_cast<std::int64_t>(sizes.size()); }
};

Components find_components(const WeightedGraph& graph);

/// How many of the largest components k groups are looked for in, k at most and at least one. A
/// component would make a group of its own, so those with less than a quarter of N / k nodes are
/// left out, unless what is larger holds less than nine tenths of all. All of them for k = 1, which
/// tells nothing apart.
///   sizes: falling.
std::int64_t count_main_components(const std::vector<std::int64_t>& sizes, std::int64_t k);

/// Some components of a graph, as a graph.
struct GraphPart {
  WeightedGraph graph;
  std::vector<std::int32_t> nodes;  ///< Which of the whole graph's its nodes are, in their order.
};

/// The first `count` components.
GraphPart take_components(const WeightedGraph& graph, const Components& components,
                          std::int64_t count);

/// Gives the nodes of each component from `first` on, all of them, the group whose mean is nearest
/// to theirs; the smaller number on a tie.
///   codes: contiguous, of all N nodes; groups: [N], from 0 on for the nodes of the components
///   before `first`, of which there is one.
void join_nearest_groups(const CodeSets& codes, const Components& components, std::int64_t first,
                         Communities& groups);

}  // namespace codegrid
