#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "cluster/graph/communities.hpp"

namespace codegrid {

/// One iteration: moving, refining and aggregating until nothing can be aggregated.
struct LeidenIteration {
  std::int64_t iteration;    ///< From 1 on.
  std::int64_t communities;  ///< That it ended with.
  double modularity;         ///< Of those; never falls.
};

struct LeidenResult {
  Communities communities;  ///< [nodes], numbered in the order of their first nodes.
  std::int32_t count = 0;   ///< How many there are.
  double modularity = 0;
  std::vector<LeidenIteration> records;
};

/// The last iteration is the first that brings no more modularity than this: what is less may be
/// rounding.
constexpr double kLeastImprovement = 1e-6;

/// Communities of high modularity by the Leiden algorithm (Traag, Waltman and van Eck 2019), on one
/// thread. Refinement takes the best merge where the paper draws among good ones: its limit for a
/// small theta. Iterations go on until one brings no more than kLeastImprovement. The same seed
/// gives the same communities.
///   resolution: > 0; on_iteration: called before each.
/// Written here because the libraries that have it are under the GPL, or bring a runtime of their
/// own for threads and numbers that differ from run to run.
/// Throws Error once the program is asked to stop.
LeidenResult find_communities(const WeightedGraph& graph, double resolution, std::uint64_t seed,
                              const std::function<void(std::int64_t iteration)>& on_iteration = {});

}  // namespace codegrid
