#include "cluster/graph/graph_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cluster/codes_check.hpp"
#include "cluster/graph/merging.hpp"
#include "cluster/graph/neighbors.hpp"
#include "core/error.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

void check_options(const at::Tensor& codes, const GraphOptions& options) {
  TORCH_CHECK(codes.dim() == 2 && codes.size(1) >= 1, "codes must be [N, D], got ", codes.sizes());
  TORCH_CHECK(codes.scalar_type() == at::kFloat, "codes must be float32, got ", codes.dtype());
  TORCH_CHECK(codes.size(0) < std::numeric_limits<std::int32_t>::max(),
              "codes must be fewer than 2^31 - 1, got ", codes.size(0));
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

void measure_members(const NeighborLists& lists, const Communities& communities,
                     GraphClusters& clusters) {
  const at::Tensor means = at::empty({lists.count()}, at::kFloat);
  clusters.agreement = at::empty({lists.count()}, at::kFloat);
  const auto* index = lists.indices.const_data_ptr<std::int32_t>();
  const auto* distance = lists.distances.const_data_ptr<float>();
  float* mean = means.mutable_data_ptr<float>();
  float* share = clusters.agreement.mutable_data_ptr<float>();
  for (const std::int32_t community : communities) {
    double sum = 0;
    std::int64_t found = 0;
    std::int64_t own = 0;
    for (std::int64_t i = 0; i < lists.width(); ++i, ++index, ++distance) {
      if (*index < 0) continue;
      ++found;
      if (communities[place(*index)] != community) continue;
      ++own;
      sum += static_cast<double>(*distance);
    }
    *mean++ = own == 0 ? std::numeric_limits<float>::quiet_NaN()
                       : static_cast<float>(sum / static_cast<double>(own));
    *share++ = found == 0 ? 0 : static_cast<float>(own) / static_cast<float>(found);
  }
  clusters.neighbor_distances = scale_lengths(means, lists.exponent);
}

}  // namespace

void require_enough_for_graph(std::int64_t codes, const GraphOptions& options) {
  if (options.k) require_enough("graph", codes, *options.k);
  if (codes > options.neighbors) return;
  throw data_error(fmt::format(
      "graph: found {} for {} of each; expected more codes than "
      "neighbors. Lower clustering.neighbors or give more images.",
      counted(codes, "code", "codes"), counted(options.neighbors, "neighbor", "neighbors")));
}

GraphClusters cluster_graph(const at::Tensor& codes, const GraphOptions& options,
                            std::uint64_t seed, const OnStage& on_stage) {
  check_options(codes, options);
  require_enough_for_graph(codes.size(0), options);
  require_finite("graph", codes);
  require_unequal("graph", codes);
  const OnStage report = on_stage ? on_stage : [](std::string_view, std::optional<double>) {};
  const at::Tensor used = codes.contiguous();

  const NeighborLists lists = find_neighbors(used, options.neighbors, options.search,
                                             [&](double done) { report("neighbors", done); });
  report("graph of neighbors", std::nullopt);
  const WeightedGraph graph = connect_neighbors(lists, options.weights);
  const std::int64_t members = least_members(codes.size(0), options);
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
  measure_members(lists, found.communities, clusters);
  return clusters;
}

}  // namespace codegrid
