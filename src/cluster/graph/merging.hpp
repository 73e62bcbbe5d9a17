#pragma once

#include <ATen/core/Tensor.h>

#include "cluster/graph/communities.hpp"

namespace codegrid {

/// Merges two communities at a time until `k` are left: the two whose merging loses the least
/// modularity (as gaining it, Clauset, Newman and Moore 2004). Two without an edge between them are
/// merged only where one has no edge to any other, and then with the community whose mean is
/// nearest. Nothing is drawn.
///   codes: [N, D] float32 on the CPU; communities: 0 to count - 1, at least k of them.
/// Throws Error once the program is asked to stop.
void merge_communities(const WeightedGraph& graph, const at::Tensor& codes, double resolution,
                       std::int32_t k, Communities& communities);

}  // namespace codegrid
