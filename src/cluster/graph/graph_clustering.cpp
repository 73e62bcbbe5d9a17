#include "cluster/graph/graph_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "cluster/codes_check.hpp"
#include "cluster/graph/leiden.hpp"
#include "cluster/graph/merging.hpp"
#include "cluster/graph/neighbors.hpp"
#include "core/error.hpp"

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

void require_neighbors(std::int64_t codes, std::int64_t neighbors) {
  if (codes > neighbors) return;
  throw data_error(
      fmt::format("graph: found {} codes for {} neighbors of each; expected more codes than "
                  "neighbors. Lower clustering.neighbors or give more images.",
                  codes, neighbors));
}

void require_unequal(const at::Tensor& codes) {
  if (!codes.eq(codes[0]).all().item<bool>()) return;
  throw data_error(
      fmt::format("graph: found {} codes that are all equal; expected different ones. Look at the "
                  "encoder: it gives different images the same code (or, with "
                  "clustering.normalize l2, the same direction).",
                  codes.size(0)));
}

struct Found {
  LeidenResult leiden;
  std::vector<GraphIteration> records;
};

// At the options' resolution, doubled until there are at least k.
Found find_enough(const WeightedGraph& graph, const GraphOptions& options, std::uint64_t seed,
                  const OnStage& on_stage) {
  Found found;
  for (double resolution = options.resolution;; resolution *= 2) {
    found.leiden = find_communities(graph, resolution, seed, [&](std::int64_t iteration) {
      on_stage("communities",
               static_cast<double>(iteration - 1) / static_cast<double>(kMostLeidenIterations));
    });
    for (const LeidenIteration& record : found.leiden.records)
      found.records.push_back(
          {resolution, record.iteration, record.communities, record.modularity});
    if (found.leiden.count >= options.k.value_or(1)) return found;
  }
}

void measure_members(const NeighborLists& lists, const Communities& communities,
                     GraphClusters& clusters) {
  clusters.neighbor_distances = at::empty({lists.count()}, at::kFloat);
  clusters.agreement = at::empty({lists.count()}, at::kFloat);
  const auto* index = lists.indices.const_data_ptr<std::int32_t>();
  const auto* distance = lists.distances.const_data_ptr<float>();
  float* mean = clusters.neighbor_distances.mutable_data_ptr<float>();
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
}

}  // namespace

GraphClusters cluster_graph(const at::Tensor& codes, const GraphOptions& options,
                            std::uint64_t seed, const OnStage& on_stage) {
  check_options(codes, options);
  require_neighbors(codes.size(0), options.neighbors);
  if (options.k) require_enough("graph", codes.size(0), *options.k);
  require_finite("graph", codes);
  require_unequal(codes);
  const OnStage report = on_stage ? on_stage : [](std::string_view, double) {};
  const at::Tensor used = codes.contiguous();

  const NeighborLists lists = find_neighbors(used, options.neighbors, options.search,
                                             [&](double done) { report("neighbors", done); });
  const WeightedGraph graph = connect_neighbors(lists, options.weights);
  Found found = find_enough(graph, options, seed, report);
  Communities& communities = found.leiden.communities;
  if (options.k) {
    merge_communities(graph, used, options.resolution, static_cast<std::int32_t>(*options.k),
                      communities);
  }

  GraphClusters clusters;
  clusters.k = renumber_by_size(communities);
  clusters.assignments = at::tensor(communities, at::kInt).to(at::kLong);
  clusters.modularity = modularity(graph, communities, options.resolution);
  clusters.iterations = std::ssize(found.leiden.records);
  clusters.converged = found.leiden.converged;
  clusters.records = std::move(found.records);
  measure_members(lists, communities, clusters);
  return clusters;
}

}  // namespace codegrid
