#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/code_sets.hpp"
#include "cluster/graph/joint_neighbors.hpp"
#include "cluster/graph/neighbor_agreement.hpp"
#include "cluster/options.hpp"
#include "cluster/spectral/embedding.hpp"
#include "cluster/spectral/largest_eigenvectors.hpp"
#include "cluster/spectral/spectrum.hpp"

namespace codegrid {

// The map of this folder; each part uses those below it, and the neighbors, the graph and its
// communities of ../graph:
//   spectral_clustering   codes to clusters
//   embedding             the rows of eigenvectors, and how many of these
//   components            parts of the graph that nothing connects
//   largest_eigenvectors  Chebyshev-filtered subspace iteration
//   block_algebra         what it does with blocks of vectors
//   normalized_adjacency  the graph as a matrix

struct SpectralClusters {
  at::Tensor assignments;       ///< [N] int64 in 0..k-1, on the CPU; cluster 0 is the largest.
  NeighborAgreement agreement;  ///< With the clusters, of all N.
  double modularity = 0;        ///< Of the clusters, at a resolution of 1.
  Spectrum spectrum;
  std::int64_t iterations = 0;  ///< Of the k-means that was kept.
  bool converged = true;        ///< Whether k-means and the eigenvectors were.
  std::vector<EigenIteration> eigen_iterations;
  std::vector<EmbeddingTrial> trials;
  std::vector<std::string> notes;  ///< For the user, a line each.
};

/// k clusters by the eigenvectors of the graph that connects each code with its nearest neighbors,
/// weighted by the neighbors that two codes share (EdgeWeights::kSharedNeighbors; normalized as by
/// Ng, Jordan and Weiss 2002; see group_embedding for how many). k is not chosen by the gap between
/// eigenvalues: a nearly cut-off corner of the graph counts there as much as a group.
/// Components that are small beside N / k make no cluster of their own, and of more than k
/// components only the k largest are told apart; each of the others goes to the cluster whose mean
/// is nearest (see components.hpp), and a note says so. The same generator state gives the same
/// bytes on any number of threads. The codes of several encoders give one graph: see
/// connect_neighbors.
///   codes: of any magnitude; more than the neighbors take part in each set. generator: on the CPU.
///   on_stage: called from time to time with what is being done, and the share of it
///   that is done where that is known.
///   alike: [N] int64 in -1..k-1 on the CPU, groups that the clusters are to be like; undefined:
///   none. They choose among the numbers of eigenvectors (see group_embedding), nothing else.
///   neighbors: as by cluster_graph.
/// Takes memory for two blocks of up to 1.5 (k + 60) vectors of N doubles.
/// Throws Error(kBadData) when there are not more codes than neighbors, when k > N, when codes hold
/// NaN or infinity or are all equal, when all that differs vanishes beside what differs most, and
/// when fewer than k codes differ in the graph; Error once the program is asked to stop;
/// TORCH_CHECK for wrong shapes or types and for options out of range.
SpectralClusters cluster_spectral(
    const CodeSets& codes, const SpectralOptions& options, at::Generator generator,
    const std::function<void(std::string_view stage, std::optional<double> done)>& on_stage = {},
    const at::Tensor& alike = {}, SharedNeighbors* neighbors = nullptr);

/// Throws Error(kBadData) as cluster_spectral would for so many codes.
void require_enough_for_spectral(std::int64_t codes, const SpectralOptions& options);

}  // namespace codegrid
