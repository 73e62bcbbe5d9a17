#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "cluster/code_sets.hpp"
#include "cluster/graph/joint_neighbors.hpp"
#include "cluster/graph/neighbor_agreement.hpp"
#include "cluster/graph/resolution_search.hpp"
#include "cluster/options.hpp"

namespace codegrid {

// The map of this folder; each part uses those below it:
//   graph_clustering   codes to clusters
//   merging            to a given number of communities
//   resolution_search  enough communities
//   neighbor_agreement which of a code's neighbors are in its community
//   leiden             communities of high modularity
//   local_moving       its two steps
//   communities        modularity, numbering, the graph of communities
//   weighted_graph     neighbors as a graph
//   joint_neighbors    those in the codes of each encoder
//   neighbors          each code's nearest: neighbors_exact (and nearest_rows), neighbors_hnsw
//   block_scores       estimates of distances, by matrix products
//   scaled_codes       codes as they are measured

struct GraphClusters {
  at::Tensor assignments;  ///< [N] int64 in 0..k-1, on the CPU; cluster 0 is the largest.
  std::int64_t k = 0;
  NeighborAgreement agreement;  ///< With the clusters, of all N.
  double resolution = 1;        ///< More than the options' where those gave fewer clusters than k.
  double modularity = 0;        ///< Of the clusters, at this resolution.
  std::int64_t iterations = 0;  ///< Of Leiden, at this resolution.
  std::vector<GraphIteration> records;
};

/// Called from time to time: what is being done, and the share of it that is done, in [0, 1], where
/// that is known.
using OnStage = std::function<void(std::string_view stage, std::optional<double> done)>;

/// Clusters are the communities (see find_communities) of the graph that connects each code with
/// its nearest neighbors. With options.k, communities are merged until there are k of them (see
/// merge_communities), from a greater resolution where there are fewer at first (see
/// search_communities). Of those, communities that are small beside N / k or the neighbors count
/// only where there are not enough others. The same seed gives the same bytes on any number of
/// threads. The codes of several encoders give one graph: see connect_neighbors.
///   codes: of any magnitude; more than the neighbors take part in each set. neighbors: those that
///   are found, for further clusterings; null: they are this one's alone.
/// Throws Error(kBadData) when there are not more codes than neighbors, when k > N, when codes hold
/// NaN or infinity or are all equal, and when all that differs vanishes beside what differs most;
/// Error once the program is asked to stop; TORCH_CHECK for wrong shapes or types and for options
/// out of range.
GraphClusters cluster_graph(const CodeSets& codes, const GraphOptions& options, std::uint64_t seed,
                            const OnStage& on_stage = {}, SharedNeighbors* neighbors = nullptr);

/// Throws Error(kBadData) as cluster_graph would for so many codes.
void require_enough_for_graph(std::int64_t codes, const GraphOptions& options);

}  // namespace codegrid
