#include "cluster/hdbscan/condensed_tree.hpp"

#include <c10/util/Exception.h>

#include <algorithm>
#include <cstddef>

#include "cluster/hdbscan/disjoint_sets.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

// What single linkage makes of a spanning tree: nodes 0 to N - 1 are codes, each further one joins
// two of those before it.
class Dendrogram {
 public:
  explicit Dendrogram(const std::vector<TreeEdge>& edges) : edges_(edges), joined_(edges.size()) {
    DisjointSets sets(edges.size() + 1);
    std::vector<std::int64_t> node_of(edges.size() + 1);  // of the code that stands for a set
    for (std::size_t i = 0; i < node_of.size(); ++i) node_of[i] = static_cast<std::int64_t>(i);
    for (std::size_t i = 0; i < edges.size(); ++i) {
      const std::int32_t one = sets.find(edges[i].one);
      const std::int32_t other = sets.find(edges[i].other);
      joined_[i] = {node_of[static_cast<std::size_t>(one)],
                    node_of[static_cast<std::size_t>(other)],
                    std::int64_t{sets.size(one)} + sets.size(other)};
      TORCH_CHECK(sets.join(one, other), "the edges are no tree");
      node_of[static_cast<std::size_t>(sets.find(one))] = codes() + static_cast<std::int64_t>(i);
    }
    const auto positive =
        std::ranges::find_if(edges, [](const TreeEdge& e) { return e.distance > 0; });
    TORCH_CHECK(positive != edges.end(), "all distances are 0");
    least_ = static_cast<double>(positive->distance);
  }

  struct Node {
    std::int64_t one;
    std::int64_t other;
    std::int64_t size;
  };

  std::int64_t codes() const { return std::ssize(edges_) + 1; }
  std::int64_t root() const { return 2 * codes() - 2; }
  bool is_code(std::int64_t node) const { return node < codes(); }
  std::int64_t size(std::int64_t node) const { return is_code(node) ? 1 : joined(node).size; }
  const Node& joined(std::int64_t node) const {
    return joined_[static_cast<std::size_t>(node - codes())];
  }
  double lambda(std::int64_t node) const {
    const float distance = edges_[static_cast<std::size_t>(node - codes())].distance;
    return 1 / std::max(static_cast<double>(distance), least_);
  }

 private:
  const std::vector<TreeEdge>& edges_;
  std::vector<Node> joined_;
  double least_ = 0;
};

class Condensing {
 public:
  Condensing(const Dendrogram& dendrogram, std::int64_t least)
      : dendrogram_(dendrogram), least_(least) {
    tree_.left.resize(static_cast<std::size_t>(dendrogram.codes()));
    tree_.lambda.resize(tree_.left.size());
  }

  CondensedTree run() {
    tree_.clusters.push_back({-1, dendrogram_.codes()});
    pending_.push_back({dendrogram_.root(), 0});
    while (!pending_.empty()) {
      stop_if_interrupted();
      const Pending next = pending_.back();
      pending_.pop_back();
      divide(next.node, next.cluster);
    }
    return std::move(tree_);
  }

 private:
  struct Pending {
    std::int64_t node;  // of enough members
    std::int32_t cluster;
  };

  CondensedCluster& cluster(std::int32_t number) {
    return tree_.clusters[static_cast<std::size_t>(number)];
  }

  void divide(std::int64_t node, std::int32_t here) {
    const Dendrogram::Node& both = dendrogram_.joined(node);
    const double lambda = dendrogram_.lambda(node);
    const bool splits =
        dendrogram_.size(both.one) >= least_ && dendrogram_.size(both.other) >= least_;
    for (const std::int64_t part : {both.one, both.other}) {
      if (splits) {
        leave(here, dendrogram_.size(part), lambda);
        ++cluster(here).children;
        pending_.push_back({part, static_cast<std::int32_t>(tree_.clusters.size())});
        tree_.clusters.push_back({here, dendrogram_.size(part), lambda});
      } else if (dendrogram_.size(part) >= least_) {
        pending_.push_back({part, here});
      } else {
        leave(here, dendrogram_.size(part), lambda);
        drop(part, here, lambda);
      }
    }
  }

  void leave(std::int32_t number, std::int64_t codes, double lambda) {
    CondensedCluster& left = cluster(number);
    left.stability += (lambda - left.birth) * static_cast<double>(codes);
    left.death = std::max(left.death, lambda);
  }

  // All codes below `node` leave `here` as noise.
  void drop(std::int64_t node, std::int32_t here, double lambda) {
    dropped_.assign(1, node);
    while (!dropped_.empty()) {
      const std::int64_t next = dropped_.back();
      dropped_.pop_back();
      if (dendrogram_.is_code(next)) {
        tree_.left[static_cast<std::size_t>(next)] = here;
        tree_.lambda[static_cast<std::size_t>(next)] = lambda;
      } else {
        dropped_.push_back(dendrogram_.joined(next).one);
        dropped_.push_back(dendrogram_.joined(next).other);
      }
    }
  }

  const Dendrogram& dendrogram_;
  std::int64_t least_;
  CondensedTree tree_;
  std::vector<Pending> pending_;
  std::vector<std::int64_t> dropped_;
};

}  // namespace

CondensedTree condense(const std::vector<TreeEdge>& edges, std::int64_t least) {
  TORCH_CHECK(!edges.empty() && least >= 2, "expected two or more codes and members, got ",
              edges.size() + 1, " and ", least);
  const Dendrogram dendrogram(edges);
  return Condensing(dendrogram, least).run();
}

}  // namespace codegrid
