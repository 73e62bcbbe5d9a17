#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "cluster/graph/communities.hpp"

namespace codegrid {

/// One iteration of Leiden.
struct GraphIteration {
  double resolution;  ///< More than the one to begin with where that gave too few communities.
  std::int64_t iteration;
  std::int64_t clusters;
  double modularity;  ///< At this resolution.
};

/// What communities to look for.
struct WantedCommunities {
  std::int64_t count = 1;    ///< At least so many, the number of nodes at most.
  std::int64_t members = 1;  ///< Smaller ones count only where there are not enough others.
};

struct FoundCommunities {
  Communities communities;
  double resolution = 1;                ///< At which they were found.
  std::int64_t iterations = 0;          ///< At this resolution.
  std::vector<GraphIteration> records;  ///< At every resolution that was tried.
};

/// Called before each iteration, with its number.
using OnLeiden = std::function<void(double resolution, std::int64_t iteration)>;

/// Communities (see find_communities) at `resolution` or, where there are fewer than are wanted, at
/// a greater one: the greater, the more communities and the smaller. It is raised until there are
/// enough, and then brought back to where hardly more are found than are wanted.
///   resolution: > 0.
/// Throws Error once the program is asked to stop.
FoundCommunities search_communities(const WeightedGraph& graph, double resolution,
                                    const WantedCommunities& wanted, std::uint64_t seed,
                                    const OnLeiden& on_leiden);

}  // namespace codegrid
