#include "cluster/hdbscan/cluster_selection.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <tuple>

namespace codegrid {
namespace {

std::size_t slot(std::int32_t number) { return static_cast<std::size_t>(number); }

std::vector<bool> choose_clusters(const CondensedTree& tree, ClusterSelection selection) {
  const auto& clusters = tree.clusters;
  std::vector<bool> chosen(clusters.size(), false);
  std::vector<double> below(clusters.size(), 0);  // the best sum of stabilities among descendants
  for (std::size_t i = clusters.size() - 1; i > 0; --i) {
    const bool is_leaf = clusters[i].children == 0;
    chosen[i] = is_leaf ||
                (selection == ClusterSelection::kExcessOfMass && clusters[i].stability >= below[i]);
    below[slot(clusters[i].parent)] += chosen[i] ? clusters[i].stability : below[i];
  }
  // Only the topmost of those: the others are part of it.
  std::vector<bool> covered(clusters.size(), false);
  for (std::size_t i = 1; i < clusters.size(); ++i) {
    covered[i] = covered[slot(clusters[i].parent)] || chosen[slot(clusters[i].parent)];
    if (covered[i]) chosen[i] = false;
  }
  return chosen;
}

// The selected cluster that each one of the hierarchy is, or is part of; -1: none.
std::vector<std::int32_t> owners_of(const CondensedTree& tree, const std::vector<bool>& chosen) {
  std::vector<std::int32_t> owner(chosen.size(), -1);
  for (std::size_t i = 1; i < chosen.size(); ++i)
    owner[i] = chosen[i] ? static_cast<std::int32_t>(i) : owner[slot(tree.clusters[i].parent)];
  return owner;
}

// The greatest lambda in a cluster and all that it splits into.
std::vector<double> greatest_lambdas(const CondensedTree& tree) {
  std::vector<double> greatest;
  for (const CondensedCluster& cluster : tree.clusters) greatest.push_back(cluster.death);
  for (std::size_t i = greatest.size() - 1; i > 0; --i) {
    double& above = greatest[slot(tree.clusters[i].parent)];
    above = std::max(above, greatest[i]);
  }
  return greatest;
}

// Numbers the chosen ones by their members, the most first; returns how many there are.
std::int64_t number_chosen(const std::vector<bool>& chosen,
                           const std::vector<std::int64_t>& members,
                           std::vector<std::int32_t>& numbers) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i]) order.push_back(i);
  std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(-members[i], i); });
  numbers.assign(chosen.size(), -1);
  for (std::size_t i = 0; i < order.size(); ++i) numbers[order[i]] = static_cast<std::int32_t>(i);
  return std::ssize(order);
}

}  // namespace

SelectedClusters select_clusters(const CondensedTree& tree, ClusterSelection selection) {
  const std::vector<bool> chosen = choose_clusters(tree, selection);
  const std::vector<std::int32_t> owner = owners_of(tree, chosen);
  const std::vector<double> greatest = greatest_lambdas(tree);
  std::vector<std::int64_t> members(chosen.size(), 0);
  for (const std::int32_t left : tree.left)
    if (owner[slot(left)] >= 0) ++members[slot(owner[slot(left)])];
  SelectedClusters found;
  found.k = number_chosen(chosen, members, found.numbers);
  for (std::size_t code = 0; code < tree.left.size(); ++code) {
    const std::int32_t left = tree.left[code];
    const std::int32_t own = owner[slot(left)];
    const double lambda = tree.lambda[code];
    found.assignments.push_back(own < 0 ? -1 : found.numbers[slot(own)]);
    found.strengths.push_back(
        own < 0 ? 0 : static_cast<float>(std::min(1.0, lambda / tree.clusters[slot(own)].death)));
    found.outlier_scores.push_back(static_cast<float>(1 - lambda / greatest[slot(left)]));
  }
  return found;
}

}  // namespace codegrid
