#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cluster/graph/neighbors.hpp"

namespace codegrid {

/// A node's or community's number as an index.
inline std::size_t place(std::int32_t number) { return static_cast<std::size_t>(number); }

/// An undirected graph in compressed sparse rows: an edge between two nodes stands in the row of
/// each, rows sorted by neighbor. What a node has within itself, where it stands for several, is
/// not in its row.
struct WeightedGraph {
  struct Edge {
    std::int32_t to;
    float weight;  ///< > 0
  };

  std::vector<std::int64_t> begins{0};  ///< [nodes + 1], of each row in `edges`.
  std::vector<Edge> edges;
  std::vector<double>
      strengths;     ///< [nodes], the sum of a node's edges, those within counted twice.
  double total = 0;  ///< The sum of all strengths: twice the weight of all edges.

  std::int32_t nodes() const { return static_cast<std::int32_t>(begins.size()) - 1; }
  std::span<const Edge> row(std::int32_t node) const {
    const std::int64_t begin = begins[place(node)];
    return std::span(edges).subspan(static_cast<std::size_t>(begin),
                                    static_cast<std::size_t>(begins[place(node) + 1] - begin));
  }
};

/// Two codes have an edge where one is among the other's neighbors. Its weight, where a code counts
/// as its own neighbor, too:
///   kJaccard: the share of the neighbors of either that both have (Jarvis and Patrick 1973, as in
///   Levine et al. 2015, "PhenoGraph");
///   kSharedNeighbors: how many both have, over the length of the lists and one; half as much where
///   only one names the other.
/// The same bytes on any number of threads. Throws Error once the program is asked to stop.
WeightedGraph connect_neighbors(const NeighborLists& lists, EdgeWeights weights);

/// The same of the same codes' lists in several sets, 255 at most. With A the sum of their matrices
/// (A_ij: in how many sets j is among i's neighbors) there is an edge where A_ij or A_ji is not 0:
///   kJaccard: the sum over m of min(A_im, A_jm), over that of max(A_im, A_jm) (Ruzicka 1958);
///   kSharedNeighbors: (A_ij + A_ji) / 2 times the sum over m of A_im A_jm, as the mean of the
///   sets' matrices instead of A would give it.
/// So a set that comes twice counts as much as once.
///   lists: [N, n] each, of one N; a code may have no neighbors in some of them.
WeightedGraph connect_neighbors(std::span<const NeighborLists> lists, EdgeWeights weights);

}  // namespace codegrid
