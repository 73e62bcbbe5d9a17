#pragma once

#include <cstdint>
#include <vector>

#include "cluster/graph/weighted_graph.hpp"

namespace codegrid {

/// Which community each node is in, [nodes]; from 0 on.
using Communities = std::vector<std::int32_t>;

// What looks at every edge throws Error once the program is asked to stop.

/// Modularity with a resolution (Newman and Girvan 2004; Reichardt and Bornholdt 2006): the share
/// of the weight that lies within communities, less resolution times what would lie there if every
/// node kept its strength and chose its ends at random. Below 1; 0 for a graph without edges.
double modularity(const WeightedGraph& graph, const Communities& communities, double resolution);

/// Numbers the communities anew, in the order of their first nodes. Returns how many there are.
std::int32_t renumber(Communities& communities);

/// Numbers the communities by their size, the largest first, then by their first nodes. Returns how
/// many there are.
std::int32_t renumber_by_size(Communities& communities);

/// The graph whose nodes are the communities 0 to count - 1 of `graph`: edges between two are added
/// up.
WeightedGraph aggregate(const WeightedGraph& graph, const Communities& communities,
                        std::int32_t count);

/// The weights of the edges from one node to each community, for one node after another.
class EdgesToCommunities {
 public:
  explicit EdgesToCommunities(std::int32_t communities)
      : weight_(static_cast<std::size_t>(communities), 0.0) {}

  /// Forgets the node before and adds up the edges of `node` to nodes for which `counts` holds.
  template <class Counts>
  void collect(const WeightedGraph& graph, std::int32_t node, const Communities& communities,
               const Counts& counts) {
    for (const std::int32_t community : touched_) weight_[place(community)] = 0;
    touched_.clear();
    for (const WeightedGraph::Edge& edge : graph.row(node)) {
      if (!counts(edge.to)) continue;
      const std::int32_t community = communities[place(edge.to)];
      double& weight = weight_[place(community)];
      if (weight == 0) touched_.push_back(community);
      weight += edge.weight;
    }
  }

  /// In the order of the node's edges.
  const std::vector<std::int32_t>& touched() const { return touched_; }
  double operator[](std::int32_t community) const { return weight_[place(community)]; }

 private:
  std::vector<double> weight_;
  std::vector<std::int32_t> touched_;
};

}  // namespace codegrid
