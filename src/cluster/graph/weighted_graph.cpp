#include "cluster/graph/weighted_graph.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// Calls use(node) for every node, on all threads.
template <class Use>
void for_each_node(std::int64_t nodes, const Use& use) {
  constexpr std::int64_t kNodesOfAThread = 256;
  at::parallel_for(0, nodes, kNodesOfAThread, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t node = begin; node < end; ++node) {
      stop_if_interrupted();
      use(node);
    }
  });
}

constexpr std::size_t kEdgesAtOnce = std::size_t{1} << 20;  // between two looks at signals

// Each list sorted by index, its code among them; -1, at the end of a list, is left out.
class SortedLists {
 public:
  explicit SortedLists(const NeighborLists& lists) : width_(lists.width() + 1) {
    const auto* from = lists.indices.const_data_ptr<std::int32_t>();
    sizes_.resize(static_cast<std::size_t>(lists.count()));
    members_.resize(sizes_.size() * static_cast<std::size_t>(width_));
    for_each_node(lists.count(), [&](std::int64_t node) {
      const std::int32_t* neighbor = from + node * lists.width();
      const std::int32_t* last = neighbor + lists.width();
      std::int32_t* row = members_.data() + node * width_;
      std::int32_t* end = row;
      *end++ = static_cast<std::int32_t>(node);
      for (; neighbor < last && *neighbor >= 0; ++neighbor) *end++ = *neighbor;
      std::sort(row, end);
      sizes_[static_cast<std::size_t>(node)] = end - row;
    });
  }

  std::span<const std::int32_t> of(std::int64_t node) const {
    return {members_.data() + node * width_,
            static_cast<std::size_t>(sizes_[static_cast<std::size_t>(node)])};
  }

  bool names(std::int64_t node, std::int32_t other) const {
    const auto row = of(node);
    return std::binary_search(row.begin(), row.end(), other);
  }

 private:
  std::int64_t width_;
  std::vector<std::int64_t> sizes_;
  std::vector<std::int32_t> members_;
};

std::int64_t count_shared(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  std::int64_t shared = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    shared += *i == *j;
    const bool next_i = *i <= *j;
    const bool next_j = *j <= *i;
    i += next_i;
    j += next_j;
  }
  return shared;
}

// What a code's own list says of its edges, in the list's order.
struct NamedEdge {
  std::int32_t to;
  float weight;
  bool is_mutual;
};

NamedEdge make_edge(const SortedLists& lists, std::int64_t node, std::int32_t to,
                    std::int64_t width, EdgeWeights weights) {
  const auto own = lists.of(node);
  const auto other = lists.of(to);
  const auto shared = static_cast<double>(count_shared(own, other));
  const bool is_mutual = lists.names(to, static_cast<std::int32_t>(node));
  const double weight = weights == EdgeWeights::kJaccard
                            ? shared / (static_cast<double>(own.size() + other.size()) - shared)
                            : shared / static_cast<double>(width + 1) / (is_mutual ? 1 : 2);
  return {to, static_cast<float>(weight), is_mutual};
}

// [N][width], `to` -1 for none.
std::vector<NamedEdge> name_edges(const NeighborLists& lists, EdgeWeights weights) {
  const SortedLists sorted(lists);
  const std::int64_t width = lists.width();
  std::vector<NamedEdge> edges(static_cast<std::size_t>(lists.count() * width), {-1, 0, false});
  const auto* indices = lists.indices.const_data_ptr<std::int32_t>();
  for_each_node(lists.count(), [&](std::int64_t node) {
    for (std::int64_t i = node * width; i < (node + 1) * width; ++i) {
      if (indices[i] < 0) continue;
      edges[static_cast<std::size_t>(i)] = make_edge(sorted, node, indices[i], width, weights);
    }
  });
  return edges;
}

}  // namespace

WeightedGraph connect_neighbors(const NeighborLists& lists, EdgeWeights weights) {
  const std::vector<NamedEdge> named = name_edges(lists, weights);
  const std::int64_t width = lists.width();
  const auto nodes = static_cast<std::size_t>(lists.count());
  WeightedGraph graph;
  graph.begins.assign(nodes + 1, 0);
  const auto for_each = [&](const auto& use) {
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (i % kEdgesAtOnce == 0) stop_if_interrupted();
      const auto node = static_cast<std::int32_t>(static_cast<std::int64_t>(i) / width);
      if (named[i].to < 0) continue;
      use(node, WeightedGraph::Edge{named[i].to, named[i].weight});
      if (!named[i].is_mutual) use(named[i].to, WeightedGraph::Edge{node, named[i].weight});
    }
  };
  for_each([&](std::int32_t node, const WeightedGraph::Edge&) {
    ++graph.begins[static_cast<std::size_t>(node) + 1];
  });
  for (std::size_t node = 0; node < nodes; ++node) graph.begins[node + 1] += graph.begins[node];
  graph.edges.resize(static_cast<std::size_t>(graph.begins.back()));
  std::vector<std::int64_t> next = graph.begins;
  for_each([&](std::int32_t node, const WeightedGraph::Edge& edge) {
    graph.edges[static_cast<std::size_t>(next[static_cast<std::size_t>(node)]++)] = edge;
  });
  graph.strengths.assign(nodes, 0);
  for_each_node(lists.count(), [&](std::int64_t number) {
    const auto node = static_cast<std::size_t>(number);
    const std::span row(graph.edges.begin() + graph.begins[node],
                        graph.edges.begin() + graph.begins[node + 1]);
    std::ranges::sort(row, {}, &WeightedGraph::Edge::to);
    for (const WeightedGraph::Edge& edge : row) graph.strengths[node] += edge.weight;
  });
  for (const double strength : graph.strengths) graph.total += strength;
  return graph;
}

}  // namespace codegrid
