#include "cluster/graph/communities.hpp"

#include <algorithm>
#include <numeric>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int32_t kNodesAtOnce = 1024;  // between two looks at signals

// The nodes of each community, one community after another.
struct Members {
  std::vector<std::int64_t> begins;
  std::vector<std::int32_t> nodes;

  Members(const Communities& communities, std::int32_t count)
      : begins(place(count) + 1, 0), nodes(communities.size()) {
    for (const std::int32_t community : communities) ++begins[place(community) + 1];
    for (std::size_t i = 0; i + 1 < begins.size(); ++i) begins[i + 1] += begins[i];
    std::vector<std::int64_t> next = begins;
    for (std::size_t node = 0; node < communities.size(); ++node)
      nodes[static_cast<std::size_t>(next[place(communities[node])]++)] =
          static_cast<std::int32_t>(node);
  }
};

}  // namespace

double modularity(const WeightedGraph& graph, const Communities& communities, double resolution) {
  if (graph.total == 0) return 0;
  const auto most = communities.empty() ? 0 : *std::ranges::max_element(communities);
  std::vector<double> strengths(place(most) + 1, 0);
  double between = 0;
  for (std::int32_t node = 0; node < graph.nodes(); ++node) {
    if (node % kNodesAtOnce == 0) stop_if_interrupted();
    const std::int32_t community = communities[place(node)];
    strengths[place(community)] += graph.strengths[place(node)];
    for (const WeightedGraph::Edge& edge : graph.row(node))
      if (communities[place(edge.to)] != community) between += edge.weight;
  }
  double expected = 0;
  for (const double strength : strengths) expected += strength / graph.total * strength;
  return (graph.total - between - resolution * expected) / graph.total;
}

std::int32_t renumber(Communities& communities) {
  const auto most = communities.empty() ? 0 : *std::ranges::max_element(communities);
  std::vector<std::int32_t> names(place(most) + 1, -1);
  std::int32_t count = 0;
  for (std::int32_t& community : communities) {
    std::int32_t& name = names[place(community)];
    if (name < 0) name = count++;
    community = name;
  }
  return count;
}

std::int32_t renumber_by_size(Communities& communities) {
  const std::int32_t count = renumber(communities);
  std::vector<std::int64_t> sizes(place(count), 0);
  for (const std::int32_t community : communities) ++sizes[place(community)];
  std::vector<std::int32_t> order(place(count));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater<>(),
                           [&](std::int32_t community) { return sizes[place(community)]; });
  std::vector<std::int32_t> names(place(count));
  for (std::size_t i = 0; i < order.size(); ++i)
    names[place(order[i])] = static_cast<std::int32_t>(i);
  for (std::int32_t& community : communities) community = names[place(community)];
  return count;
}

WeightedGraph aggregate(const WeightedGraph& graph, const Communities& communities,
                        std::int32_t count) {
  const Members members(communities, count);
  WeightedGraph result;
  result.begins.reserve(place(count) + 1);
  result.strengths.assign(place(count), 0);
  result.total = graph.total;
  std::vector<double> weights(place(count), 0);
  std::vector<std::int32_t> touched;
  for (std::int32_t community = 0; community < count; ++community) {
    touched.clear();
    for (std::int64_t i = members.begins[place(community)];
         i < members.begins[place(community) + 1]; ++i) {
      if (i % kNodesAtOnce == 0) stop_if_interrupted();
      const std::int32_t node = members.nodes[static_cast<std::size_t>(i)];
      result.strengths[place(community)] += graph.strengths[place(node)];
      for (const WeightedGraph::Edge& edge : graph.row(node)) {
        const std::int32_t other = communities[place(edge.to)];
        if (other == community) continue;
        if (weights[place(other)] == 0) touched.push_back(other);
        weights[place(other)] += edge.weight;
      }
    }
    std::ranges::sort(touched);
    for (const std::int32_t other : touched) {
      result.edges.push_back({other, static_cast<float>(weights[place(other)])});
      weights[place(other)] = 0;
    }
    result.begins.push_back(std::ssize(result.edges));
  }
  return result;
}

}  // namespace codegrid
