#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cluster/graph/weighted_graph.hpp"

namespace codegrid {

struct WeightedPair {
  std::int32_t one;
  std::int32_t other;
  float weight = 1;
};

/// A graph of `nodes` nodes with these edges.
inline WeightedGraph make_graph(std::int32_t nodes, const std::vector<WeightedPair>& pairs) {
  std::vector<std::vector<WeightedGraph::Edge>> rows(place(nodes));
  for (const WeightedPair& pair : pairs) {
    rows[place(pair.one)].push_back({pair.other, pair.weight});
    rows[place(pair.other)].push_back({pair.one, pair.weight});
  }
  WeightedGraph graph;
  for (auto& row : rows) {
    std::ranges::sort(row, {}, &WeightedGraph::Edge::to);
    double strength = 0;
    for (const WeightedGraph::Edge& edge : row) strength += edge.weight;
    graph.edges.insert(graph.edges.end(), row.begin(), row.end());
    graph.begins.push_back(std::ssize(graph.edges));
    graph.strengths.push_back(strength);
    graph.total += strength;
  }
  return graph;
}

/// `count` complete graphs of `size` nodes, each joined to the next by one edge, in a ring.
inline WeightedGraph ring_of_cliques(std::int32_t count, std::int32_t size) {
  std::vector<WeightedPair> pairs;
  for (std::int32_t clique = 0; clique < count; ++clique) {
    const std::int32_t first = clique * size;
    for (std::int32_t i = 0; i < size; ++i)
      for (std::int32_t j = i + 1; j < size; ++j) pairs.push_back({first + i, first + j});
    if (count > 1) pairs.push_back({first, ((clique + 1) % count) * size + 1});
  }
  return make_graph(count * size, pairs);
}

}  // namespace codegrid
