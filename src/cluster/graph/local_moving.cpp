#include "cluster/graph/local_moving.hpp"

#include <numeric>

#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// A gain must be more than this share of a node's strength: what is less may be rounding, and two
// nodes could follow it in turn for ever.
constexpr double kLeastGain = 1e-6;
constexpr std::int64_t kVisitsAtOnce = 1024;  // nodes between two looks at signals

std::vector<std::int32_t> in_random_order(std::int32_t nodes, RandomNumbers& random) {
  std::vector<std::int32_t> order(place(nodes));
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(std::span(order));
  return order;
}

// Nodes to look at, each at most once at a time.
class NodeQueue {
 public:
  explicit NodeQueue(std::vector<std::int32_t> order)
      : ring_(std::move(order)), waits_(ring_.size(), true), waiting_(ring_.size()) {}

  bool empty() const { return waiting_ == 0; }

  std::int32_t pop() {
    const std::int32_t node = ring_[first_];
    first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
    --waiting_;
    waits_[place(node)] = false;
    return node;
  }

  void push(std::int32_t node) {
    if (waits_[place(node)]) return;
    waits_[place(node)] = true;
    const std::size_t last = first_ + waiting_++;
    ring_[last < ring_.size() ? last : last - ring_.size()] = node;
  }

 private:
  std::vector<std::int32_t> ring_;
  std::vector<bool> waits_;
  std::size_t first_ = 0;
  std::size_t waiting_;
};

class Mover {
 public:
  Mover(const WeightedGraph& graph, double resolution, Communities& communities)
      : graph_(graph),
        pull_(resolution / graph.total),
        communities_(communities),
        strengths_(communities.size(), 0),
        sizes_(communities.size(), 0),
        edges_(graph.nodes()) {
    for (std::size_t node = 0; node < communities.size(); ++node) {
      strengths_[place(communities[node])] += graph.strengths[node];
      ++sizes_[place(communities[node])];
    }
    for (std::int32_t community = graph.nodes() - 1; community >= 0; --community)
      if (sizes_[place(community)] == 0) empty_.push_back(community);
  }

  void run(NodeQueue queue) {
    for (std::int64_t visit = 0; !queue.empty(); ++visit) {
      if (visit % kVisitsAtOnce == 0) stop_if_interrupted();
      const std::int32_t node = queue.pop();
      if (!move(node)) continue;
      const std::int32_t community = communities_[place(node)];
      for (const WeightedGraph::Edge& edge : graph_.row(node))
        if (communities_[place(edge.to)] != community) queue.push(edge.to);
    }
  }

 private:
  // Whether the node changed its community.
  bool move(std::int32_t node) {
    const std::int32_t from = communities_[place(node)];
    const double strength = graph_.strengths[place(node)];
    edges_.collect(graph_, node, communities_, [](std::int32_t) { return true; });
    leave(from, strength);
    const auto gain = [&](std::int32_t community) {
      return edges_[community] - pull_ * strength * strengths_[place(community)];
    };
    std::int32_t best = from;
    double most = gain(from) + kLeastGain * strength;
    for (const std::int32_t community : edges_.touched()) {
      if (community == from || !(gain(community) > most)) continue;
      best = community;
      most = gain(community);
    }
    if (0 > most) best = empty_.back();
    join(best, strength);
    communities_[place(node)] = best;
    return best != from;
  }

  void leave(std::int32_t community, double strength) {
    strengths_[place(community)] -= strength;
    if (--sizes_[place(community)] > 0) return;
    strengths_[place(community)] = 0;
    empty_.push_back(community);
  }

  void join(std::int32_t community, double strength) {
    // An empty community that is joined is the last one that was left, or that came first.
    if (sizes_[place(community)]++ == 0) empty_.pop_back();
    strengths_[place(community)] += strength;
  }

  const WeightedGraph& graph_;
  double pull_;
  Communities& communities_;
  std::vector<double> strengths_;    // of communities
  std::vector<std::int32_t> sizes_;  // nodes of this graph
  std::vector<std::int32_t> empty_;
  EdgesToCommunities edges_;
};

class Refinement {
 public:
  Refinement(const WeightedGraph& graph, double resolution, const Communities& communities)
      : graph_(graph),
        pull_(resolution / graph.total),
        communities_(communities),
        whole_(communities.size(), 0),
        strengths_(graph.strengths),
        cuts_(communities.size(), 0),
        is_alone_(communities.size(), true),
        parts_(communities.size()),
        edges_(graph.nodes()) {
    std::iota(parts_.begin(), parts_.end(), 0);
    for (std::int32_t node = 0; node < graph.nodes(); ++node) {
      if (node % kVisitsAtOnce == 0) stop_if_interrupted();
      whole_[place(communities[place(node)])] += graph.strengths[place(node)];
      for (const WeightedGraph::Edge& edge : graph.row(node))
        if (communities[place(edge.to)] == communities[place(node)])
          cuts_[place(node)] += edge.weight;
    }
  }

  Communities run(const std::vector<std::int32_t>& order) {
    for (std::size_t visit = 0; visit < order.size(); ++visit) {
      if (visit % kVisitsAtOnce == 0) stop_if_interrupted();
      merge(order[visit]);
    }
    return std::move(parts_);
  }

 private:
  // Whether a part has, to the rest of its community, at least the weight that chance would give.
  bool is_well_connected(std::int32_t part, std::int32_t community) const {
    const double strength = strengths_[place(part)];
    return cuts_[place(part)] >= pull_ * strength * (whole_[place(community)] - strength);
  }

  void merge(std::int32_t node) {
    const std::int32_t community = communities_[place(node)];
    if (!is_alone_[place(node)] || !is_well_connected(node, community)) return;
    const double strength = graph_.strengths[place(node)];
    edges_.collect(graph_, node, parts_,
                   [&](std::int32_t other) { return communities_[place(other)] == community; });
    std::int32_t best = node;
    double most = kLeastGain * strength;
    for (const std::int32_t part : edges_.touched()) {
      const double gain = edges_[part] - pull_ * strength * strengths_[place(part)];
      if (!(gain > most) || !is_well_connected(part, community)) continue;
      best = part;
      most = gain;
    }
    if (best == node) return;
    parts_[place(node)] = best;
    is_alone_[place(node)] = false;
    is_alone_[place(best)] = false;
    strengths_[place(best)] += strength;
    cuts_[place(best)] += cuts_[place(node)] - 2 * edges_[best];
  }

  const WeightedGraph& graph_;
  double pull_;
  const Communities& communities_;
  std::vector<double> whole_;      // strengths of communities
  std::vector<double> strengths_;  // of parts; a part has the number of its first node
  std::vector<double> cuts_;       // weight between a part and the rest of its community
  std::vector<bool> is_alone_;     // nodes that neither joined a part nor were joined
  Communities parts_;
  EdgesToCommunities edges_;
};

}  // namespace

void move_nodes(const WeightedGraph& graph, double resolution, RandomNumbers& random,
                Communities& communities) {
  if (graph.total == 0) return;
  Mover(graph, resolution, communities).run(NodeQueue(in_random_order(graph.nodes(), random)));
}

Communities refine(const WeightedGraph& graph, double resolution, RandomNumbers& random,
                   const Communities& communities) {
  return Refinement(graph, resolution, communities).run(in_random_order(graph.nodes(), random));
}

}  // namespace codegrid
