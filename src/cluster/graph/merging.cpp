#include "cluster/graph/merging.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <queue>
#include <set>
#include <tuple>
#include <utility>

#include "cluster/code_sums.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

class Merging {
 public:
  Merging(const WeightedGraph& coarse, const at::Tensor& sums, const at::Tensor& counts,
          const MergingOptions& options)
      : pull_(coarse.total == 0 ? 0 : options.resolution / coarse.total),
        members_(static_cast<double>(options.members)),
        strengths_(coarse.strengths),
        edges_(coarse.strengths.size()),
        into_(coarse.strengths.size()),
        sums_(sums),
        counts_(counts) {
    std::iota(into_.begin(), into_.end(), 0);
    for (std::int32_t node = 0; node < coarse.nodes(); ++node) {
      stop_if_interrupted();  // thousands of communities may have millions of edges
      for (const WeightedGraph::Edge& edge : coarse.row(node))
        edges_[place(node)].emplace(edge.to, edge.weight);
    }
    for (std::int32_t node = 0; node < coarse.nodes(); ++node) {
      stop_if_interrupted();
      if (edges_[place(node)].empty()) alone_.emplace(strengths_[place(node)], node);
      note_if_small(node);
      for (const auto& [other, weight] : edges_[place(node)])
        if (node < other) offer(node, other);
    }
  }

  void merge_once() {
    if (!small_.empty()) {
      const std::int32_t smallest = small_.begin()->second;
      merge(best_for(smallest), smallest);
      return;
    }
    drop_stale_offers();
    const std::int32_t lonely = alone_.empty() ? -1 : alone_.begin()->second;
    const std::int32_t nearest = lonely < 0 ? -1 : nearest_mean(lonely);
    if (lonely >= 0 && (offers_.empty() || gain(lonely, nearest) > offers_.top().gain)) {
      merge(nearest, lonely);
    } else {
      const Offer best = offers_.top();
      merge(best.one, best.other);
    }
  }

  // Where each of the first communities has gone.
  std::int32_t end_of(std::int32_t community) const {
    while (into_[place(community)] != community) community = into_[place(community)];
    return community;
  }

 private:
  // What merging two is thought to gain; stale once either has changed.
  struct Offer {
    double gain;
    std::int32_t one;
    std::int32_t other;
    bool operator<(const Offer& right) const {
      return std::tuple(gain, -one, -other) < std::tuple(right.gain, -right.one, -right.other);
    }
  };

  bool is_left(std::int32_t community) const { return into_[place(community)] == community; }

  double gain(std::int32_t one, std::int32_t other) const {
    const auto edge = edges_[place(one)].find(other);
    const double weight = edge == edges_[place(one)].end() ? 0 : edge->second;
    return weight - pull_ * strengths_[place(one)] * strengths_[place(other)];
  }

  double size(std::int32_t community) const { return counts_.const_data_ptr<double>()[community]; }

  void note_if_small(std::int32_t community) {
    if (size(community) < members_) small_.emplace(size(community), community);
  }

  std::int32_t best_for(std::int32_t community) const {
    const auto& edges = edges_[place(community)];
    if (edges.empty()) return nearest_mean(community);
    return std::ranges::max_element(edges, {},
                                    [&](const auto& edge) { return gain(community, edge.first); })
        ->first;
  }

  void offer(std::int32_t one, std::int32_t other) {
    if (other < one) std::swap(one, other);
    offers_.push({gain(one, other), one, other});
  }

  void drop_stale_offers() {
    while (!offers_.empty()) {
      stop_if_interrupted();
      const Offer& best = offers_.top();
      if (is_left(best.one) && is_left(best.other) && best.gain == gain(best.one, best.other))
        return;
      offers_.pop();
    }
  }

  std::int32_t nearest_mean(std::int32_t community) const {
    const at::Tensor means = sums_ / counts_.unsqueeze(1);
    const at::Tensor squared = (means - means[community]).square().sum(1);
    const double* distance = squared.const_data_ptr<double>();
    std::int32_t nearest = -1;
    for (std::int32_t other = 0; other < static_cast<std::int32_t>(into_.size()); ++other) {
      if (other == community || !is_left(other)) continue;
      if (nearest < 0 || distance[other] < distance[nearest]) nearest = other;
    }
    return nearest;
  }

  void merge(std::int32_t kept, std::int32_t gone) {
    alone_.erase({strengths_[place(kept)], kept});
    alone_.erase({strengths_[place(gone)], gone});
    small_.erase({size(kept), kept});
    small_.erase({size(gone), gone});
    into_[place(gone)] = kept;
    strengths_[place(kept)] += strengths_[place(gone)];
    sums_[kept] += sums_[gone];
    counts_[kept] += counts_[gone];
    auto& edges = edges_[place(kept)];
    for (const auto& [other, weight] : edges_[place(gone)]) {
      edges_[place(other)].erase(gone);
      if (other == kept) continue;
      const double sum = edges[other] += weight;
      edges_[place(other)][kept] = sum;
    }
    edges_[place(gone)].clear();
    for (const auto& [other, weight] : edges) offer(kept, other);
    if (edges.empty()) alone_.emplace(strengths_[place(kept)], kept);
    note_if_small(kept);
  }

  double pull_;
  double members_;
  std::vector<double> strengths_;
  std::vector<std::map<std::int32_t, double>> edges_;
  std::vector<std::int32_t> into_;  // itself for one that is left
  at::Tensor sums_;                 // [communities, D] double, of the members' codes
  at::Tensor counts_;               // [communities] double
  std::priority_queue<Offer> offers_;
  std::set<std::pair<double, std::int32_t>> alone_;  // those without an edge, the weakest first
  std::set<std::pair<double, std::int32_t>> small_;  // with too few members, the smallest first
};

}  // namespace

void merge_communities(const WeightedGraph& graph, const CodeSets& codes,
                       const MergingOptions& options, Communities& communities) {
  std::int32_t count = renumber(communities);
  TORCH_CHECK(options.k >= 1 && count >= options.k, "expected at least k = ", options.k,
              " communities, got ", count);
  CodeSums sums(count, codes);
  for (std::size_t node = 0; node < communities.size(); ++node)
    sums.add(communities[node], static_cast<std::int64_t>(node));
  Merging merging(aggregate(graph, communities, count), sums.sums(), sums.counts(), options);
  for (; count > options.k; --count) {
    stop_if_interrupted();
    merging.merge_once();
  }
  for (std::int32_t& community : communities) community = merging.end_of(community);
  renumber(communities);
}

}  // namespace codegrid
