#include "cluster/graph/graph_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "cluster/codes_check.hpp"
#include "cluster/graph/merging.hpp"
#include "cluster/graph/weighted_graph.hpp"

namespace codegrid {
namespace {

void check_options(const GraphOptions& options) {
  TORCH_CHECK(!options.k || *options.k >= 1, "k must be at least 1, got ", options.k.value_or(0));
  TORCH_CHECK(options.neighbors >= 1, "neighbors must be at least 1, got ", options.neighbors);
  TORCH_CHECK(options.resolution > 0 && std::isfinite(options.resolution),
              "resolution must be above 0, got ", options.resolution);
}

// As many members as keep crumbs from counting as groups: a group is no smaller than a code's list
// of neighbors unless so many are wanted that it has to be.
std::int64_t least_members(std::int64_t codes, const GraphOptions& options) {
  constexpr std::int64_t kShare = 4;  // of the members that k equal groups would have
  if (!options.k) return 1;
  return std::clamp<std::int64_t>(codes / (kShare * *options.k), 1, options.neighbors + 1);
}

}  // namespace

void require_enough_for_graph(std::int64_t codes, const GraphOptions& options) {
  if (options.k) require_enough("graph", codes, *options.k);
  require_more_than_neighbors("graph", codes, options.neighbors);
}

GraphClusters cluster_graph(const CodeSets& codes, const GraphOptions& options, std::uint64_t seed,
                            const OnStage& on_stage, SharedNeighbors* neighbors) {
  check_code_sets(codes);
  check_options(options);
  require_enough_for_graph(codes.count(), options);
  require_clusterable("graph", codes);
  const OnStage report = on_stage ? on_stage : [](std::string_view, std::optional<double>) {};
  const CodeSets used = codes.contiguous();

  SharedNeighbors own;
  const std::vector<NeighborLists>& lists =
      (neighbors == nullptr ? own : *neighbors)
          .find(
              used, options.neighbors, options.search,
              [&](double done) { report("neighbors", done); }, "graph");
  report("graph of neighbors", std::nullopt);
  const WeightedGraph graph = connect_neighbors(lists, options.weights);
  const std::int64_t members = least_members(codes.count(), options);
  FoundCommunities found = search_communities(
      graph, options.resolution, {options.k.value_or(1), members}, seed,
      [&](double resolution, std::int64_t iteration) {
        report(fmt::format("communities at resolution {:.4g}: iteration {}", resolution, iteration),
               std::nullopt);
      });
  if (options.k) {
    merge_communities(graph, used,
                      {static_cast<std::int32_t>(*options.k), found.resolution, members},
                      found.communities);
  }

  GraphClusters clusters;
  clusters.k = renumber_by_size(found.communities);
  clusters.assignments = at::tensor(found.communities, at::kInt).to(at::kLong);
  clusters.resolution = found.resolution;
  clusters.modularity = modularity(graph, found.communities, found.resolution);
  clusters.iterations = found.iterations;
  clusters.records = std::move(found.records);
  clusters.agreement = measure_agreement(lists, found.communities);
  return clusters;
}

}  // namespace codegrid
