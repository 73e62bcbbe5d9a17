#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "cluster/options.hpp"

namespace codegrid {

// The map of this folder; each part uses those below it:
//   graph_clustering   codes to clusters
//   merging            to a given number of communities
//   leiden             communities of high modularity
//   local_moving       its two steps
//   communities        modularity, numbering, the graph of communities
//   weighted_graph     neighbors as a graph
//   neighbors          each code's nearest: neighbors_exact (and nearest_rows), neighbors_hnsw
//   scaled_codes       codes as they are measured

/// One iteration of Leiden.
struct GraphIteration {
  double resolution;  ///< More than the options' where those gave fewer clusters than k.
  std::int64_t iteration;
  std::int64_t clusters;
  double modularity;  ///< At this resolution.
};

struct GraphClusters {
  at::Tensor assignments;  ///< [N] int64 in 0..k-1, on the CPU; cluster 0 is the largest.
  std::int64_t k = 0;
  /// [N] float32: the mean distance to those of a code's neighbors that are in its cluster; NaN
  /// where none is.
  at::Tensor neighbor_distances;
  at::Tensor agreement;  ///< [N] float32 in [0, 1], the share of a code's neighbors in its cluster.
  double modularity = 0;        ///< Of the clusters, at the options' resolution.
  std::int64_t iterations = 0;  ///< Of Leiden, at the last resolution.
  bool converged = false;       ///< False if it ended at kMostLeidenIterations.
  std::vector<GraphIteration> records;
};

/// Called from time to time: what is being done, and the share of it that is done, in [0, 1].
using OnStage = std::function<void(std::string_view stage, double done)>;

/// Clusters are the communities (see find_communities) of the graph that connects each code with
/// its nearest neighbors. With options.k, communities are merged until there are k of them (see
/// merge_communities), from a greater resolution where there are fewer at first. The same seed
/// gives the same bytes on any number of threads.
///   codes: [N, D] float32 on the CPU, as they are to be clustered.
/// Throws Error(kBadData) when there are not more codes than neighbors, when k > N, when codes hold
/// NaN or infinity or are all equal, and once the program is asked to stop; TORCH_CHECK for wrong
/// shapes or types and for options out of range.
GraphClusters cluster_graph(const at::Tensor& codes, const GraphOptions& options,
                            std::uint64_t seed, const OnStage& on_stage = {});

}  // namespace codegrid
