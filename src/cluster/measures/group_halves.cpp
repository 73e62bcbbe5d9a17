#include "cluster/measures/group_halves.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "cluster/graph/neighbors.hpp"
#include "cluster/graph/weighted_graph.hpp"
#include "cluster/measures/directed_neighbors.hpp"
#include "cluster/spectral/components.hpp"
#include "cluster/spectral/largest_eigenvectors.hpp"
#include "cluster/spectral/normalized_adjacency.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kNeighborsOfMember = 15;
constexpr double kLeastPart = 0.1;  // of the members: what is less is a corner, not a half
constexpr std::int64_t kEigenvectors =
    6;  // the first says nothing; corners take some of the others

// Small groups are solved whole; of larger ones the order along a vector is all that is needed.
const EigenvectorOptions kSweepVectors{kEigenvectors, 1e-3, 30, 128};

constexpr GroupHalves kNotMeasured{std::numeric_limits<double>::quiet_NaN(), 0};

WeightedGraph graph_of(const std::vector<at::Tensor>& codes, const at::Tensor& members) {
  const at::Tensor all = at::arange(members.numel(), at::kLong);
  std::vector<NeighborLists> lists;
  for (const at::Tensor& set : codes) {
    const at::Tensor near = find_directed_neighbors(set, members, all, kNeighborsOfMember);
    lists.push_back({near, at::zeros(near.sizes(), at::kFloat)});
  }
  return connect_neighbors(lists, EdgeWeights::kSharedNeighbors);
}

// The best of the cuts that part the first nodes in an order from the rest.
//   order: of all nodes; least: how many nodes each part has at least.
GroupHalves best_prefix(const WeightedGraph& graph, const std::vector<std::int32_t>& order,
                        std::int64_t least) {
  const auto nodes = std::ssize(order);
  std::vector<bool> inside(order.size(), false);
  GroupHalves best{std::numeric_limits<double>::infinity(), 0};
  double volume = 0;
  double cut = 0;
  for (std::int64_t count = 1; count <= nodes - least; ++count) {
    const std::int32_t node = order[static_cast<std::size_t>(count - 1)];
    volume += graph.strengths[place(node)];
    for (const WeightedGraph::Edge& edge : graph.row(node))
      cut += inside[place(edge.to)] ? -static_cast<double>(edge.weight)
                                    : static_cast<double>(edge.weight);
    inside[place(node)] = true;
    if (count < least) continue;
    // Rounding may leave a little less than nothing.
    const double conductance = std::max(0.0, cut) / std::min(volume, graph.total - volume);
    if (conductance < best.conductance) {
      best = {conductance,
              static_cast<double>(std::min(count, nodes - count)) / static_cast<double>(nodes)};
    }
  }
  return best;
}

// The nodes along an eigenvector of the random walk, [n] double.
std::vector<std::int32_t> order_along(const WeightedGraph& graph, const at::Tensor& vector) {
  std::vector<double> values(place(graph.nodes()));
  const at::Tensor contiguous = vector.contiguous();
  const auto* value = contiguous.const_data_ptr<double>();
  for (std::size_t node = 0; node < values.size(); ++node)
    values[node] = value[node] / std::sqrt(graph.strengths[node]);
  std::vector<std::int32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::int32_t node) { return values[place(node)]; });
  return order;
}

GroupHalves sweep(const WeightedGraph& graph, std::uint64_t seed) {
  const auto least =
      static_cast<std::int64_t>(std::ceil(kLeastPart * static_cast<double>(graph.nodes())));
  const NormalizedAdjacency matrix(graph);
  const Eigenvectors found = find_largest_eigenvectors(matrix, kSweepVectors, seed);
  GroupHalves best{1, 0};
  for (std::int64_t i = 1; i < kEigenvectors; ++i) {
    const GroupHalves here =
        best_prefix(graph, order_along(graph, found.vectors.select(1, i)), least);
    if (best.lesser == 0 || here.conductance < best.conductance) best = here;
  }
  return best;
}

}  // namespace

GroupHalves find_halves(const std::vector<at::Tensor>& codes, const at::Tensor& members,
                        std::uint64_t seed) {
  at::Tensor directed = at::zeros({members.numel()}, at::kBool);
  for (const at::Tensor& set : codes)
    directed.logical_or_(set.index_select(0, members).ne(0).any(1));
  const at::Tensor with_direction = members.masked_select(directed);
  const std::int64_t count = with_direction.numel();
  if (count < kLeastMembersCut) return kNotMeasured;
  const WeightedGraph graph = graph_of(codes, with_direction);
  const Components components = find_components(graph);
  const double largest = static_cast<double>(components.sizes.front()) / static_cast<double>(count);
  if (largest <= 1 - kLeastPart) return {0, std::min(largest, 1 - largest)};
  return sweep(take_components(graph, components, 1).graph, seed);
}

}  // namespace codegrid
