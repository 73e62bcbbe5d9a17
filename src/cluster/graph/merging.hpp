#pragma once

#include <cstdint>

#include "cluster/code_sets.hpp"
#include "cluster/graph/communities.hpp"

namespace codegrid {

struct MergingOptions {
  std::int32_t k = 1;        ///< Communities to be left.
  double resolution = 1;     ///< Of modularity.
  std::int64_t members = 1;  ///< Communities with fewer are merged before all others.
};

/// Merges two communities at a time until k are left: while there are some with too few members,
/// the smallest of them with the one that it loses the least modularity with; then the two whose
/// merging loses the least (as gaining it, Clauset, Newman and Moore 2004). Two without an edge
/// between them are merged only where one has no edge to any other, and then with the community
/// whose mean is nearest. Nothing is drawn.
///   codes: contiguous, of every node; communities: 0 to count - 1, at least k of them.
/// Throws Error once the program is asked to stop.
void merge_communities(const WeightedGraph& graph, const CodeSets& codes,
                       const MergingOptions& options, Communities& communities);

}  // namespace codegrid
