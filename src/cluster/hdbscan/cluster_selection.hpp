#pragma once

#include <cstdint>
#include <vector>

#include "cluster/hdbscan/condensed_tree.hpp"
#include "cluster/options.hpp"

namespace codegrid {

/// Clusters of a hierarchy that do not overlap, and where each code is.
struct SelectedClusters {
  std::int64_t k = 0;
  std::vector<std::int32_t> numbers;      ///< Of each cluster of the hierarchy; -1: not selected.
  std::vector<std::int32_t> assignments;  ///< [N], 0 to k - 1, the largest first; -1: in none.
  /// [N] in [0, 1]: how near to the density of its cluster's core a code stays in it; 0 of none.
  std::vector<float> strengths;
  /// [N] in [0, 1]: how much less dense than the densest of where it belonged last (GLOSH,
  /// Campello, Moulavi, Zimek and Sander 2015): near 1 of an outlier.
  std::vector<float> outlier_scores;
};

/// kExcessOfMass: the clusters whose stabilities have the greatest sum; kLeaf: those that split no
/// further. Never the first, which holds all codes: k is 0, where that never splits.
SelectedClusters select_clusters(const CondensedTree& tree, ClusterSelection selection);

}  // namespace codegrid
