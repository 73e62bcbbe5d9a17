#include "cluster/clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "cluster/codes_check.hpp"
#include "cluster/graph/graph_clustering.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "core/error.hpp"
#include "core/stopwatch.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

Clustering by_kmeans(const at::Tensor& codes, const KMeansOptions& options,
                     const at::Generator& generator) {
  KMeansResult found = kmeans(codes, options, generator);
  Clustering result;
  result.k = options.k;
  result.assignments = found.assignments;
  result.centroids = found.centroids;
  result.figures = {{"distance", found.distances}};
  result.atypicality = found.distances;
  result.score = {"inertia", found.inertia};
  result.iterations = found.iterations;
  result.converged = found.converged;
  result.records.columns = {"start", "iteration", "inertia", "shift", "relocated"};
  for (const KMeansIteration& r : found.records)
    result.records.rows.push_back({r.start, r.iteration, r.inertia, r.shift, r.relocated});
  return result;
}

// The codes that have a direction.
struct Directed {
  at::Tensor rows;   // [M] int64; undefined for all
  std::string note;  // on the others
};

Directed find_directed(const at::Tensor& codes, const ClusteringOptions::OfGraph& options) {
  if (options.normalize == Normalize::kNone) return {};
  const at::Tensor zero = codes.ne(0).any(1).logical_not();
  const auto count = zero.sum().item<std::int64_t>();
  if (count == 0) return {};
  const std::int64_t expected = std::max(options.neighbors + 1, options.k.value_or(1));
  const auto first = zero.to(at::kInt).argmax().item<std::int64_t>();
  if (codes.size(0) - count < expected) {
    throw data_error(fmt::format(
        "graph: found only zeros in {} of {}, first in code {}; expected a direction in {} "
        "or more, as clustering.normalize is l2. Set it to none, or look at the encoder.",
        with_commas(count), counted(codes.size(0), "code", "codes"), first, expected));
  }
  return {at::nonzero(zero.logical_not()).flatten(),
          fmt::format("note: {} of {} {} only zeros, first code {}: without a direction, and "
                      "as clustering.normalize is l2, {} in no cluster",
                      with_commas(count), counted(codes.size(0), "code", "codes"),
                      count == 1 ? "is" : "are", first, count == 1 ? "it is" : "they are")};
}

// What was found of `rows`, for all codes: `rest` for those that are not among them.
at::Tensor spread(const at::Tensor& found, const at::Tensor& rows, std::int64_t all,
                  const at::Scalar& rest) {
  if (!rows.defined()) return found;
  return at::full({all}, rest, found.options()).index_copy_(0, rows, found);
}

// The rank of each value, [N] int64, by `first` and then by `second`, the less the lower.
at::Tensor rank_by(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor by_second = at::argsort(second, /*stable=*/true, /*dim=*/0, false);
  const at::Tensor order = by_second.index_select(
      0, at::argsort(first.index_select(0, by_second), /*stable=*/true, /*dim=*/0, false));
  at::Tensor rank = at::empty_like(order);
  rank.index_copy_(0, order, at::arange(first.numel(), order.options()));
  return rank;
}

Clustering by_graph(const at::Tensor& codes, const ClusteringOptions::OfGraph& options,
                    at::Generator generator, const OnClustering& on_clustering) {
  const at::Tensor here = codes.cpu();
  const Directed directed = find_directed(here, options);
  const at::Tensor& rows = directed.rows;
  const auto seed = static_cast<std::uint64_t>(
      at::randint(std::int64_t{1} << 62, {1}, generator, at::kLong).item<std::int64_t>());
  const GraphClusters found = cluster_graph(rows.defined() ? here.index_select(0, rows) : here,
                                            options, seed, on_clustering);
  const std::int64_t count = here.size(0);
  const double none = std::numeric_limits<double>::quiet_NaN();
  Clustering result;
  result.method = ClusteringMethod::kGraph;
  result.k = found.k;
  result.assignments = spread(found.assignments, rows, count, -1);
  result.figures = {{"neighbor_distance", spread(found.neighbor_distances, rows, count, none)},
                    {"agreement", spread(found.agreement, rows, count, none)}};
  result.atypicality =
      spread(rank_by(found.agreement.neg(), found.neighbor_distances), rows, count, count);
  result.score = {"modularity", found.modularity};
  result.resolution = found.resolution;
  if (!directed.note.empty()) result.notes.push_back(directed.note);
  if (found.resolution > options.resolution) {
    result.notes.push_back(
        fmt::format("note: resolution {} gives fewer than {} clusters of a fair size; these are of "
                    "resolution {:.4g}",
                    options.resolution, found.k, found.resolution));
  }
  result.iterations = found.iterations;
  result.converged = true;  // Leiden always does
  result.records.columns = {"resolution", "iteration", "clusters", "modularity"};
  for (const GraphIteration& r : found.records)
    result.records.rows.push_back({r.resolution, r.iteration, r.clusters, r.modularity});
  return result;
}

}  // namespace

void require_enough_codes(std::int64_t codes, const ClusteringOptions& options) {
  if (options.method == ClusteringMethod::kKMeans) {
    require_enough("k-means", codes, options.kmeans.k);
  } else {
    require_enough_for_graph(codes, options.graph);
  }
}

Clustering cluster_codes(const at::Tensor& codes, const ClusteringOptions& options,
                         at::Generator generator, const OnClustering& on_clustering) {
  const Stopwatch watch;
  Clustering result = options.method == ClusteringMethod::kKMeans
                          ? by_kmeans(codes, options.kmeans, generator)
                          : by_graph(codes, options.graph, generator, on_clustering);
  result.seconds = watch.seconds();
  return result;
}

}  // namespace codegrid
