#include "cluster/graph/leiden.hpp"

#include <numeric>

#include "cluster/graph/local_moving.hpp"

namespace codegrid {
namespace {

// The communities of a level from those of the level above it, whose nodes are parts of this one's.
Communities below(const Communities& parts, const Communities& above) {
  Communities communities(parts.size());
  for (std::size_t node = 0; node < parts.size(); ++node)
    communities[node] = above[place(parts[node])];
  return communities;
}

// Parts start in the communities that their nodes are in.
Communities above(const Communities& parts, const Communities& communities, std::int32_t count) {
  Communities result(static_cast<std::size_t>(count));
  for (std::size_t node = 0; node < parts.size(); ++node)
    result[place(parts[node])] = communities[node];
  return result;
}

Communities iterate(const WeightedGraph& graph, double resolution, RandomNumbers& random,
                    Communities communities) {
  WeightedGraph coarse;
  const WeightedGraph* level = &graph;
  std::vector<Communities> all_parts;
  while (true) {
    move_nodes(*level, resolution, random, communities);
    if (renumber(communities) == level->nodes()) break;
    Communities parts = refine(*level, resolution, random, communities);
    const std::int32_t count = renumber(parts);
    if (count == level->nodes()) break;
    communities = above(parts, communities, count);
    coarse = aggregate(*level, parts, count);
    level = &coarse;
    all_parts.push_back(std::move(parts));
  }
  for (; !all_parts.empty(); all_parts.pop_back())
    communities = below(all_parts.back(), communities);
  return communities;
}

}  // namespace

LeidenResult find_communities(const WeightedGraph& graph, double resolution, std::uint64_t seed,
                              const std::function<void(std::int64_t)>& on_iteration) {
  RandomNumbers random(seed);
  LeidenResult result;
  result.communities.resize(static_cast<std::size_t>(graph.nodes()));
  std::iota(result.communities.begin(), result.communities.end(), 0);
  result.count = graph.nodes();
  result.modularity = modularity(graph, result.communities, resolution);
  for (bool converged = false; !converged;) {
    if (on_iteration) on_iteration(std::ssize(result.records) + 1);
    Communities communities = iterate(graph, resolution, random, result.communities);
    const std::int32_t count = renumber(communities);
    const double reached = modularity(graph, communities, resolution);
    converged = !(reached > result.modularity + kLeastImprovement);
    if (reached > result.modularity) {
      result.communities = std::move(communities);
      result.count = count;
      result.modularity = reached;
    }
    result.records.push_back({std::ssize(result.records) + 1, result.count, result.modularity});
  }
  return result;
}

}  // namespace codegrid
