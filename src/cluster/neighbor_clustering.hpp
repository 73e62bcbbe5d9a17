#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/options.hpp"

namespace codegrid {

// The methods that group codes by their nearest neighbors, as cluster_codes_jointly
// runs them: what has no direction for any encoder is left out of the graph, and in no cluster.
//   codes: [N, D] float32 of each encoder, on any device, as they are to be clustered. neighbors:
//   see cluster_codes_jointly.

Clustering cluster_by_graph(const std::vector<at::Tensor>& codes,
                            const ClusteringOptions::OfGraph& options,
                            const at::Generator& generator, const OnClustering& on_clustering,
                            SharedNeighbors* neighbors = nullptr);

/// alike: [N] int64 in -1..k-1 on the CPU, groups that the clusters are to be like; undefined: none
/// (see cluster_spectral).
Clustering cluster_by_spectral(const std::vector<at::Tensor>& codes,
                               const ClusteringOptions::OfSpectral& options,
                               const at::Generator& generator, const OnClustering& on_clustering,
                               const at::Tensor& alike = {}, SharedNeighbors* neighbors = nullptr);

Clustering cluster_by_hdbscan(const at::Tensor& codes, const ClusteringOptions::OfHdbscan& options,
                              const OnClustering& on_clustering);

}  // namespace codegrid
