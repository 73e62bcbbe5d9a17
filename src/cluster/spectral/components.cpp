#include "cluster/spectral/components.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>

#include "cluster/code_sums.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kLeastShare = 4;     // of N / k is a fourth
constexpr double kMostlyCovered = 0.9;      // of all nodes
constexpr std::size_t kCodesAtOnce = 1024;  // between two looks at signals

std::int32_t nearest_row(const at::Tensor& rows, const at::Tensor& target) {
  const at::Tensor squared = (rows - target).square().sum(1);
  const double* distance = squared.const_data_ptr<double>();
  std::int32_t nearest = -1;
  for (std::int32_t row = 0; row < static_cast<std::int32_t>(rows.size(0)); ++row) {
    if (distance[row] >= 0 && (nearest < 0 || distance[row] < distance[nearest])) nearest = row;
  }
  return nearest;
}

}  // namespace

Components find_components(const WeightedGraph& graph) {
  Components components;
  components.of.assign(place(graph.nodes()), -1);
  std::vector<std::int32_t> reached;
  std::int32_t count = 0;
  for (std::int32_t start = 0; start < graph.nodes(); ++start) {
    if (components.of[place(start)] >= 0) continue;
    components.of[place(start)] = count;
    reached.push_back(start);
    while (!reached.empty()) {
      stop_if_interrupted();
      const std::int32_t node = reached.back();
      reached.pop_back();
      for (const WeightedGraph::Edge& edge : graph.row(node)) {
        std::int32_t& component = components.of[place(edge.to)];
        if (component >= 0) continue;
        component = count;
        reached.push_back(edge.to);
      }
    }
    ++count;
  }
  renumber_by_size(components.of);
  components.sizes.assign(place(count), 0);
  for (const std::int32_t component : components.of) ++components.sizes[place(component)];
  return components;
}

std::int64_t count_main_components(const std::vector<std::int64_t>& sizes, std::int64_t k) {
  if (k == 1) return std::ssize(sizes);
  std::int64_t all = 0;
  for (const std::int64_t size : sizes) all += size;
  std::int64_t count = 0;
  std::int64_t covered = 0;
  for (const std::int64_t size : sizes) {
    const bool is_small = size < all / (kLeastShare * k);
    const bool is_enough =
        static_cast<double>(covered) >= kMostlyCovered * static_cast<double>(all);
    if (count == k || (is_small && is_enough)) break;
    covered += size;
    ++count;
  }
  return count;
}

GraphPart take_components(const WeightedGraph& graph, const Components& components,
                          std::int64_t count) {
  GraphPart part;
  std::vector<std::int32_t> names(place(graph.nodes()), -1);
  for (std::int32_t node = 0; node < graph.nodes(); ++node) {
    if (components.of[place(node)] >= count) continue;
    names[place(node)] = static_cast<std::int32_t>(part.nodes.size());
    part.nodes.push_back(node);
  }
  for (const std::int32_t node : part.nodes) {
    stop_if_interrupted();
    for (const WeightedGraph::Edge& edge : graph.row(node))
      part.graph.edges.push_back({names[place(edge.to)], edge.weight});
    part.graph.begins.push_back(std::ssize(part.graph.edges));
    part.graph.strengths.push_back(graph.strengths[place(node)]);
    part.graph.total += graph.strengths[place(node)];
  }
  return part;
}

void join_nearest_groups(const CodeSets& codes, const Components& components, std::int64_t first,
                         Communities& groups) {
  if (first == components.count()) return;
  const auto most = *std::ranges::max_element(groups);
  TORCH_CHECK(most >= 0, "no component before number ", first, " has a group");
  CodeSums of_groups(most + 1, codes);
  CodeSums of_components(components.count() - first, codes);
  for (std::size_t node = 0; node < groups.size(); ++node) {
    if (node % kCodesAtOnce == 0) stop_if_interrupted();
    const auto code = static_cast<std::int64_t>(node);
    if (components.of[node] < first) {
      of_groups.add(groups[node], code);
    } else {
      of_components.add(components.of[node] - first, code);
    }
  }
  const at::Tensor centers = of_groups.means();
  const at::Tensor own = of_components.means();
  std::vector<std::int32_t> nearest;
  for (std::int64_t i = 0; i < own.size(0); ++i) {
    stop_if_interrupted();
    nearest.push_back(nearest_row(centers, own[i]));
  }
  for (std::size_t node = 0; node < groups.size(); ++node) {
    const std::int64_t component = components.of[node];
    if (component >= first) groups[node] = nearest[static_cast<std::size_t>(component - first)];
  }
}

}  // namespace codegrid
