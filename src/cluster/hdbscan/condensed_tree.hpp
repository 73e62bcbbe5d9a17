#pragma once

#include <cstdint>
#include <vector>

#include "cluster/hdbscan/spanning_tree.hpp"

namespace codegrid {

/// A cluster of the hierarchy, from where it splits off its parent to where it falls apart. A
/// lambda is the inverse of a distance: the greater, the denser.
struct CondensedCluster {
  std::int32_t parent = -1;   ///< Which comes before it; -1 of the first, which holds all codes.
  std::int64_t size = 0;      ///< Codes at its birth.
  double birth = 0;           ///< Lambda; 0 of the first.
  double death = 0;           ///< Lambda at which the last of it leaves.
  double stability = 0;       ///< The sum over its codes of how much of lambda they stay for.
  std::int32_t children = 0;  ///< Clusters that it splits into: 0 or more.
};

/// The hierarchy of the clusters with enough members (Campello, Moulavi, Zimek and Sander 2015,
/// section 5): what is smaller when it splits off is noise of the cluster that it leaves.
struct CondensedTree {
  std::vector<CondensedCluster> clusters;  ///< Parents before children.
  std::vector<std::int32_t> left;          ///< [N], the cluster that each code leaves as noise.
  std::vector<double> lambda;              ///< [N], at which it does.
};

///   edges: rising, [N - 1] of N codes, not all of distance 0. least: members of a cluster, at
///   least 2. A distance of 0 counts as the least one above, so that every lambda is finite.
CondensedTree condense(const std::vector<TreeEdge>& edges, std::int64_t least);

}  // namespace codegrid
