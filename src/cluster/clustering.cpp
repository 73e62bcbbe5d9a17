#include "cluster/clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include "cluster/graph/graph_clustering.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "core/error.hpp"
#include "core/stopwatch.hpp"

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

// What has no direction has no length to be scaled to.
void require_directions(const at::Tensor& codes) {
  const at::Tensor zero = codes.eq(0).all(1);
  const auto count = zero.sum().item<std::int64_t>();
  if (count == 0) return;
  throw data_error(fmt::format(
      "graph: found only zeros in {} of {} codes, first in code {}; expected a direction in each, "
      "as clustering.normalize is l2. Set it to none, or look at the encoder.",
      count, codes.size(0), zero.to(at::kInt).argmax().item<std::int64_t>()));
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
  if (options.normalize == Normalize::kL2) require_directions(here);
  const auto seed = static_cast<std::uint64_t>(
      at::randint(std::int64_t{1} << 62, {1}, generator, at::kLong).item<std::int64_t>());
  GraphClusters found = cluster_graph(here, options, seed, on_clustering);
  Clustering result;
  result.method = ClusteringMethod::kGraph;
  result.k = found.k;
  result.assignments = found.assignments;
  result.figures = {{"neighbor_distance", found.neighbor_distances},
                    {"agreement", found.agreement}};
  result.atypicality = rank_by(found.agreement.neg(), found.neighbor_distances);
  result.score = {"modularity", found.modularity};
  result.iterations = found.iterations;
  result.converged = found.converged;
  result.records.columns = {"resolution", "iteration", "clusters", "modularity"};
  for (const GraphIteration& r : found.records)
    result.records.rows.push_back({r.resolution, r.iteration, r.clusters, r.modularity});
  return result;
}

}  // namespace

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
