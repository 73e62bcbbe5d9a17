#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "cluster/hdbscan/cluster_selection.hpp"
#include "cluster/options.hpp"

namespace codegrid {

// The map of this folder; each part uses those below it, and the neighbors of ../graph:
//   hdbscan              codes to clusters
//   cluster_selection    which clusters of the hierarchy, and who is in them
//   condensed_tree       the hierarchy of clusters with enough members
//   spanning_tree        Boruvka's algorithm
//   nearest_foreign      the nearest code of another component
//   mutual_reachability  the distance that all of them take
//   disjoint_sets        what was joined

struct HdbscanClusters {
  SelectedClusters clusters;
  CondensedTree tree;  ///< Distances in a measure of the codes' own: a factor of 2^exponent.
  int exponent = 0;
  std::int64_t rounds = 0;  ///< Of the search for the spanning tree.
};

/// Clusters that are denser than what lies between them (HDBSCAN, Campello, Moulavi and Sander
/// 2013), as many as there are; codes that belong to none stay in none. Nothing is drawn. The same
/// bytes on any number of threads.
///   codes: [N, D] float32, of any magnitude, on the CPU, as they are to be clustered. on_stage:
///   called from time to time with what is being done, and the share of it that is done where that
///   is known.
/// Takes memory for a few copies of the codes, and lists of neighbors.
/// Throws Error(kBadData) when there are too few codes, when codes hold NaN or infinity or are all
/// equal, when all that differs vanishes beside what differs most, and when no cluster is found;
/// Error once the program is asked to stop; TORCH_CHECK for wrong shapes or types and for options
/// out of range.
HdbscanClusters cluster_hdbscan(
    const at::Tensor& codes, const HdbscanOptions& options,
    const std::function<void(std::string_view stage, std::optional<double> done)>& on_stage = {});

/// Members of a cluster: what the options say or, of so many codes, one in 500 and 5 at least.
std::int64_t least_members_of(std::int64_t codes, const HdbscanOptions& options);

/// Throws Error(kBadData) as cluster_hdbscan would for so many codes.
void require_enough_for_hdbscan(std::int64_t codes, const HdbscanOptions& options);

}  // namespace codegrid
