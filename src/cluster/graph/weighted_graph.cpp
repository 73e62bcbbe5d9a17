#include "cluster/graph/weighted_graph.hpp"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <functional>

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

constexpr std::size_t kMostSets = 255;                      // that a byte can count
constexpr std::size_t kEdgesAtOnce = std::size_t{1} << 20;  // between two looks at signals

// Whom a code names, itself among them, and in how many of the sets: by rising index.
struct Named {
  std::span<const std::int32_t> members;
  const std::uint8_t* sets;  // of each member
  std::int64_t total = 0;    // the sum of `sets`

  std::int64_t sets_of(std::int32_t member) const {
    const auto found = std::ranges::lower_bound(members, member);
    if (found == members.end() || *found != member) return 0;
    return sets[found - members.begin()];
  }
};

// The lists of several sets as one; -1, at the end of a list, is left out.
class MergedLists {
 public:
  explicit MergedLists(std::span<const NeighborLists> lists)
      : nodes_(lists.front().count()), sets_(std::ssize(lists)) {
    for (const NeighborLists& list : lists) width_ += list.width() + 1;
    sizes_.resize(static_cast<std::size_t>(nodes_));
    totals_.resize(sizes_.size());
    members_.resize(sizes_.size() * static_cast<std::size_t>(width_));
    counts_.assign(members_.size(), 1);
    for_each_node(nodes_, [&](std::int64_t node) { merge(lists, node); });
  }

  std::int64_t nodes() const { return nodes_; }
  std::int64_t sets() const { return sets_; }
  // The most that a list holds, the code itself once for each set.
  std::int64_t width() const { return width_; }

  Named of(std::int64_t node) const {
    const auto number = static_cast<std::size_t>(node);
    return {{members_.data() + node * width_, static_cast<std::size_t>(sizes_[number])},
            counts_.data() + node * width_,
            totals_[number]};
  }

 private:
  void merge(std::span<const NeighborLists> lists, std::int64_t node) {
    std::int32_t* row = members_.data() + node * width_;
    std::int32_t* end = row;
    for (const NeighborLists& list : lists) {
      const auto* neighbor = list.indices.const_data_ptr<std::int32_t>() + node * list.width();
      const std::int32_t* last = neighbor + list.width();
      *end++ = static_cast<std::int32_t>(node);
      for (; neighbor < last && *neighbor >= 0; ++neighbor) *end++ = *neighbor;
    }
    std::sort(row, end);
    const auto number = static_cast<std::size_t>(node);
    totals_[number] = static_cast<std::int32_t>(end - row);
    sizes_[number] =
        static_cast<std::int32_t>(count_equal(row, end, counts_.data() + node * width_));
  }

  // Keeps one of those that are equal, and writes how many there were; returns how many are kept.
  static std::ptrdiff_t count_equal(std::int32_t* row, const std::int32_t* end,
                                    std::uint8_t* counts) {
    std::ptrdiff_t kept = 0;
    for (const std::int32_t* at = row; at < end; ++kept) {
      const std::int32_t member = *at;
      std::uint8_t count = 0;
      for (; at < end && *at == member; ++at) ++count;
      row[kept] = member;
      counts[kept] = count;
    }
    return kept;
  }

  std::int64_t nodes_;
  std::int64_t sets_;
  std::int64_t width_ = 0;
  std::vector<std::int32_t> sizes_;
  std::vector<std::int32_t> totals_;
  std::vector<std::int32_t> members_;
  std::vector<std::uint8_t> counts_;
};

// Over all that both name, the sum of what `count` makes of how often each does.
template <class Count>
std::int64_t count_shared(const Named& a, const Named& b, const Count& count) {
  std::int64_t shared = 0;
  const auto a_size = std::ssize(a.members);
  const auto b_size = std::ssize(b.members);
  for (std::ptrdiff_t i = 0, j = 0; i < a_size && j < b_size;) {
    const std::int32_t left = a.members[static_cast<std::size_t>(i)];
    const std::int32_t right = b.members[static_cast<std::size_t>(j)];
    shared += left == right ? count(std::int64_t{a.sets[i]}, std::int64_t{b.sets[j]}) : 0;
    i += left <= right;
    j += right <= left;
  }
  return shared;
}

double jaccard(const Named& a, const Named& b) {
  const auto both = static_cast<double>(
      count_shared(a, b, [](std::int64_t x, std::int64_t y) { return std::min(x, y); }));
  return both / (static_cast<double>(a.total + b.total) - both);
}

// What a code's own list says of an edge.
struct NamedEdge {
  std::int32_t to;
  float weight;
  bool is_mutual;
};

NamedEdge make_edge(const MergedLists& lists, std::int64_t node, std::size_t place,
                    EdgeWeights weights) {
  const Named own = lists.of(node);
  const std::int32_t to = own.members[place];
  const Named other = lists.of(to);
  const std::int64_t back = other.sets_of(static_cast<std::int32_t>(node));
  if (weights == EdgeWeights::kJaccard)
    return {to, static_cast<float>(jaccard(own, other)), back > 0};
  const std::int64_t shared = count_shared(own, other, std::multiplies<>());
  const std::int64_t named = own.sets[place] + back;  // by either
  const std::int64_t most = lists.sets() * lists.sets() * lists.width();
  return {to,
          static_cast<float>(static_cast<double>(shared * named) / 2 / static_cast<double>(most)),
          back > 0};
}

struct NamedEdges {
  std::int64_t stride;
  std::vector<NamedEdge> edges;  // [N][stride], `to` -1 for none
};

NamedEdges name_edges(std::span<const NeighborLists> all, EdgeWeights weights) {
  const MergedLists lists(all);
  const std::int64_t stride = lists.width() - lists.sets();  // without the code itself
  NamedEdges named{stride, {}};
  named.edges.resize(static_cast<std::size_t>(lists.nodes() * stride), {-1, 0, false});
  for_each_node(lists.nodes(), [&](std::int64_t node) {
    NamedEdge* edge = named.edges.data() + node * stride;
    const auto members = lists.of(node).members;
    for (std::size_t place = 0; place < members.size(); ++place)
      if (members[place] != node) *edge++ = make_edge(lists, node, place, weights);
  });
  return named;
}

}  // namespace

WeightedGraph connect_neighbors(std::span<const NeighborLists> lists, EdgeWeights weights) {
  TORCH_CHECK(!lists.empty() && lists.size() <= kMostSets, "expected the lists of 1 to ", kMostSets,
              " sets, got those of ", lists.size());
  for (const NeighborLists& list : lists)
    TORCH_CHECK(list.count() == lists.front().count(),
                "lists differ in size: ", lists.front().count(), " and ", list.count());
  const auto [stride, named] = name_edges(lists, weights);
  const auto nodes = static_cast<std::size_t>(lists.front().count());
  WeightedGraph graph;
  graph.begins.assign(nodes + 1, 0);
  const auto for_each = [&, width = stride, &named = named](const auto& use) {
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
  for_each_node(lists.front().count(), [&](std::int64_t number) {
    const auto node = static_cast<std::size_t>(number);
    const std::span row(graph.edges.begin() + graph.begins[node],
                        graph.edges.begin() + graph.begins[node + 1]);
    std::ranges::sort(row, {}, &WeightedGraph::Edge::to);
    for (const WeightedGraph::Edge& edge : row) graph.strengths[node] += edge.weight;
  });
  for (const double strength : graph.strengths) graph.total += strength;
  return graph;
}

WeightedGraph connect_neighbors(const NeighborLists& lists, EdgeWeights weights) {
  return connect_neighbors(std::span(&lists, 1), weights);
}

}  // namespace codegrid
