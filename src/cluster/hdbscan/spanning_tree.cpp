#include "cluster/hdbscan/spanning_tree.hpp"

#include <c10/util/Exception.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include "cluster/graph/communities.hpp"
#include "cluster/hdbscan/disjoint_sets.hpp"
#include "cluster/hdbscan/nearest_foreign.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr float kFarAway = std::numeric_limits<float>::infinity();
// Of all codes, which are searched for at a time: what small components join spares larger ones
// their own search.
constexpr std::int64_t kSearchedShare = 8;

TreeEdge edge_between(std::int32_t one, std::int32_t other, float distance) {
  return {distance, std::min(one, other), std::max(one, other)};
}

class Boruvka {
 public:
  Boruvka(const MutualReachability& reach, const NeighborLists& lists)
      : reach_(reach),
        lists_(lists),
        index_(lists.indices.const_data_ptr<std::int32_t>()),
        distance_(lists.distances.const_data_ptr<float>()),
        sets_(reach.cores.size()) {}

  SpanningTree run(const OnRound& on_round) {
    const auto wanted = static_cast<std::size_t>(lists_.count() - 1);
    while (tree_.edges.size() < wanted) {
      on_round(static_cast<std::int64_t>(wanted + 1 - tree_.edges.size()));
      ++tree_.rounds;
      number_components();
      look_at_lists();
      if (!join_sure_ones()) search_and_join();
    }
    std::sort(tree_.edges.begin(), tree_.edges.end());
    return std::move(tree_);
  }

 private:
  // What is known of a component's way out.
  struct Component {
    std::int64_t size = 0;
    TreeEdge best{kFarAway, -1, -1};  // of the lists
    std::int64_t doubtful = 0;        // codes that may have a shorter one beyond their lists
  };

  std::int32_t code_count() const { return static_cast<std::int32_t>(lists_.count()); }
  Component& component_of(std::int32_t code) { return components_[place(of_[place(code)])]; }

  void number_components() {
    of_.resize(place(code_count()));
    std::vector<std::int32_t> number(place(code_count()), -1);
    components_.clear();
    for (std::int32_t code = 0; code < code_count(); ++code) {
      std::int32_t& here = number[place(sets_.find(code))];
      if (here < 0) {
        here = static_cast<std::int32_t>(components_.size());
        components_.emplace_back();
      }
      of_[place(code)] = here;
      ++components_[place(here)].size;
    }
  }

  void look_at_lists() {
    for (std::int32_t code = 0; code < code_count(); ++code) {
      if (code % (1 << 14) == 0) stop_if_interrupted();
      const std::int64_t begin = code * lists_.width();
      for (std::int64_t i = begin; i < begin + lists_.width() && index_[i] >= 0; ++i) {
        const std::int32_t other = index_[i];
        if (of_[place(other)] == of_[place(code)]) continue;
        const TreeEdge edge = edge_between(code, other, reach_.of(code, other, distance_[i]));
        Component& one = component_of(code);
        Component& two = component_of(other);
        one.best = std::min(one.best, edge);
        two.best = std::min(two.best, edge);
      }
    }
    for (std::int32_t code = 0; code < code_count(); ++code)
      if (is_doubtful(code)) ++component_of(code).doubtful;
  }

  // Whether a code beyond its list may be nearer than what its component has found.
  bool is_doubtful(std::int32_t code) {
    if (lists_.width() == lists_.count() - 1) return false;  // there is none beyond
    std::int64_t last = (code + std::int64_t{1}) * lists_.width() - 1;
    const std::int64_t begin = code * lists_.width();
    while (last >= begin && index_[last] < 0) --last;
    const float farthest = last < begin ? 0 : distance_[last];
    return std::max(farthest, reach_.core(code)) < component_of(code).best.distance;
  }

  // Joins every component whose way out is certain; false where none is.
  bool join_sure_ones() {
    std::vector<TreeEdge> chosen;
    for (const Component& component : components_)
      if (component.doubtful == 0 && component.best.one >= 0) chosen.push_back(component.best);
    return join(std::move(chosen));
  }

  bool join(std::vector<TreeEdge> chosen) {
    std::sort(chosen.begin(), chosen.end());
    bool any = false;
    for (const TreeEdge& edge : chosen) {
      if (!sets_.join(edge.one, edge.other)) continue;
      tree_.edges.push_back(edge);
      any = true;
    }
    return any;
  }

  // The smallest components, which are some of all but the largest: any of them may be joined by
  // its shortest way out.
  std::vector<bool> components_to_search() const {
    std::vector<std::size_t> order(components_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) {
      return std::tuple(components_[i].doubtful, components_[i].size, i);
    });
    order.pop_back();
    std::vector<bool> searched(components_.size(), false);
    std::int64_t codes = 0;
    for (const std::size_t i : order) {
      if (codes > 0 && codes + components_[i].doubtful > lists_.count() / kSearchedShare) break;
      codes += components_[i].doubtful;
      searched[i] = true;
    }
    return searched;
  }

  void search_and_join() {
    const std::vector<bool> searched = components_to_search();
    std::vector<std::int32_t> queries;
    std::vector<float> bounds;
    for (std::int32_t code = 0; code < code_count(); ++code) {
      if (!searched[place(of_[place(code)])] || !is_doubtful(code)) continue;
      queries.push_back(code);
      bounds.push_back(component_of(code).best.distance);
    }
    if (!foreign_) foreign_.emplace(reach_);
    tree_.searched += std::ssize(queries);
    const std::vector<ForeignCode> found = foreign_->find(queries, bounds, of_);
    for (std::size_t i = 0; i < queries.size(); ++i) {
      if (found[i].index < 0) continue;
      Component& component = component_of(queries[i]);
      component.best =
          std::min(component.best, edge_between(queries[i], found[i].index, found[i].distance));
    }
    std::vector<TreeEdge> chosen;
    for (std::size_t i = 0; i < components_.size(); ++i)
      if (searched[i]) chosen.push_back(components_[i].best);
    TORCH_CHECK(join(std::move(chosen)), "a round of Boruvka's must join something");
  }

  const MutualReachability& reach_;
  const NeighborLists& lists_;
  const std::int32_t* index_;
  const float* distance_;
  DisjointSets sets_;
  Communities of_;  // the component of each code
  std::vector<Component> components_;
  std::optional<NearestForeign> foreign_;  // made when it is needed first
  SpanningTree tree_;
};

}  // namespace

SpanningTree find_spanning_tree(const MutualReachability& reach, const NeighborLists& lists,
                                const OnRound& on_round) {
  return Boruvka(reach, lists).run(on_round);
}

}  // namespace codegrid
