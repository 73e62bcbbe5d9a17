#include "cluster/clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "cluster/codes_check.hpp"
#include "cluster/directed_codes.hpp"
#include "cluster/graph/graph_clustering.hpp"
#include "cluster/graph/neighbor_agreement.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/mixture/gaussian_mixture.hpp"
#include "cluster/spectral/spectral_clustering.hpp"
#include "cluster/spherical/spherical_kmeans.hpp"
#include "core/stopwatch.hpp"
#include "core/text_table.hpp"
#include "tensor/random.hpp"

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

Clustering by_spherical_kmeans(const at::Tensor& codes,
                               const ClusteringOptions::OfSphericalKMeans& options,
                               const at::Generator& generator) {
  const DirectedCodes directed = find_directed(
      codes, {"spherical k-means", options.k, "one for each cluster. Lower clustering.k"});
  const SphericalClusters found =
      spherical_kmeans(select_directed(codes, directed), options, generator);
  const double none = std::numeric_limits<double>::quiet_NaN();
  Clustering result;
  result.method = ClusteringMethod::kSphericalKMeans;
  result.k = options.k;
  result.assignments = spread(found.assignments, directed, -1);
  result.centroids = found.centroids;
  const at::Tensor distances = spread(found.distances, directed, none);
  result.figures = {{"cosine_distance", distances}};
  result.atypicality = distances;
  result.score = {"mean_cosine", found.mean_cosine};
  if (!directed.note.empty()) result.notes.push_back(directed.note);
  result.iterations = found.iterations;
  result.converged = found.converged;
  result.records.columns = {"start", "iteration", "mean_cosine", "shift", "relocated"};
  for (const SphericalIteration& r : found.records)
    result.records.rows.push_back({r.start, r.iteration, r.mean_cosine, r.shift, r.relocated});
  return result;
}

Clustering by_gaussian_mixture(const at::Tensor& codes, const MixtureOptions& options,
                               const at::Generator& generator, const OnClustering& on_clustering) {
  if (on_clustering) on_clustering("gaussian mixture: k-means", std::nullopt);
  MixtureClusters found =
      gaussian_mixture(codes.cpu(), options, generator, [&](std::int64_t iteration) {
        if (!on_clustering) return;
        on_clustering(fmt::format("gaussian mixture: iteration {} of at most {}",
                                  with_commas(iteration), with_commas(options.max_iter)),
                      std::nullopt);
      });
  Clustering result;
  result.method = ClusteringMethod::kGaussianMixture;
  result.k = options.k;
  result.assignments = found.assignments;
  result.centroids = found.means;
  result.figures = {{"probability", found.probabilities},
                    {"mahalanobis_distance", found.distances}};
  result.atypicality = found.distances;
  result.mixture = std::move(found.model);
  result.score = {"mean_log_likelihood", found.mean_log_likelihood};
  result.bic = found.bic;
  result.iterations = found.iterations;
  result.converged = found.converged;
  result.notes = std::move(found.notes);
  result.records.columns = {"iteration", "mean_log_likelihood", "components"};
  for (const MixtureIteration& r : found.records)
    result.records.rows.push_back({r.iteration, r.mean_log_likelihood, r.components});
  return result;
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

DirectedCodes directed_for_neighbors(const at::Tensor& codes, Normalize normalize,
                                     const NeededDirections& needed) {
  return normalize == Normalize::kNone ? DirectedCodes() : find_directed(codes, needed);
}

constexpr std::string_view kWhyDirected = "as clustering.normalize is l2. Set it to none";

// What GraphClusters and SpectralClusters of the directed codes say alike, for all codes.
template <class Found>
Clustering by_neighbors(ClusteringMethod method, const Found& found,
                        const DirectedCodes& directed) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const NeighborAgreement& agreement = found.agreement;
  Clustering result;
  result.method = method;
  result.assignments = spread(found.assignments, directed, -1);
  result.figures = {{"neighbor_distance", spread(agreement.distances, directed, none)},
                    {"agreement", spread(agreement.shares, directed, none)}};
  result.atypicality = spread(rank_by(agreement.shares.neg(), agreement.distances), directed,
                              result.assignments.size(0));
  result.score = {"modularity", found.modularity};
  result.iterations = found.iterations;
  if (!directed.note.empty()) result.notes.push_back(directed.note);
  return result;
}

Clustering by_graph(const at::Tensor& codes, const ClusteringOptions::OfGraph& options,
                    const at::Generator& generator, const OnClustering& on_clustering) {
  const at::Tensor here = codes.cpu();
  const DirectedCodes directed = directed_for_neighbors(
      here, options.normalize,
      {"graph", std::max(options.neighbors + 1, options.k.value_or(1)), kWhyDirected});
  const GraphClusters found =
      cluster_graph(select_directed(here, directed), options, draw_seed(generator), on_clustering);
  Clustering result = by_neighbors(ClusteringMethod::kGraph, found, directed);
  result.k = found.k;
  result.resolution = found.resolution;
  if (found.resolution > options.resolution) {
    result.notes.push_back(
        fmt::format("note: resolution {} gives fewer than {} clusters of a fair size; these are of "
                    "resolution {:.4g}",
                    options.resolution, found.k, found.resolution));
  }
  result.converged = true;  // Leiden always does
  result.records.columns = {"resolution", "iteration", "clusters", "modularity"};
  for (const GraphIteration& r : found.records)
    result.records.rows.push_back({r.resolution, r.iteration, r.clusters, r.modularity});
  return result;
}

RecordTable spectral_records(const SpectralClusters& found) {
  RecordTable table;
  table.columns = {"stage",    "iterations", "products",  "eigenvectors",
                   "residual", "inertia",    "modularity"};
  for (const EigenIteration& r : found.eigen_iterations) {
    table.rows.push_back(
        {"eigenvectors", r.iteration, r.products, r.converged, r.residual, "", ""});
  }
  for (const EmbeddingTrial& r : found.trials)
    table.rows.push_back(
        {"k-means", r.iterations, "", r.eigenvectors, "", r.inertia, r.modularity});
  return table;
}

Clustering by_spectral(const at::Tensor& codes, const ClusteringOptions::OfSpectral& options,
                       const at::Generator& generator, const OnClustering& on_clustering) {
  const at::Tensor here = codes.cpu();
  const DirectedCodes directed = directed_for_neighbors(
      here, options.normalize,
      {"spectral", std::max(options.neighbors + 1, options.k), kWhyDirected});
  const SpectralClusters found =
      cluster_spectral(select_directed(here, directed), options, generator, on_clustering);
  Clustering result = by_neighbors(ClusteringMethod::kSpectral, found, directed);
  result.k = options.k;
  result.spectrum = found.spectrum;
  result.notes.insert(result.notes.end(), found.notes.begin(), found.notes.end());
  result.converged = found.converged;
  result.records = spectral_records(found);
  return result;
}

Clustering by_method(const at::Tensor& codes, const ClusteringOptions& options,
                     const at::Generator& generator, const OnClustering& on_clustering) {
  switch (options.method) {
    case ClusteringMethod::kSphericalKMeans:
      return by_spherical_kmeans(codes, options.spherical_kmeans, generator);
    case ClusteringMethod::kGaussianMixture:
      return by_gaussian_mixture(codes, options.gaussian_mixture, generator, on_clustering);
    case ClusteringMethod::kGraph:
      return by_graph(codes, options.graph, generator, on_clustering);
    case ClusteringMethod::kSpectral:
      return by_spectral(codes, options.spectral, generator, on_clustering);
    case ClusteringMethod::kKMeans:
      break;
  }
  return by_kmeans(codes, options.kmeans, generator);
}

}  // namespace

void require_enough_codes(std::int64_t codes, const ClusteringOptions& options) {
  switch (options.method) {
    case ClusteringMethod::kKMeans:
      return require_enough("k-means", codes, options.kmeans.k);
    case ClusteringMethod::kSphericalKMeans:
      return require_enough("spherical k-means", codes, options.spherical_kmeans.k);
    case ClusteringMethod::kGaussianMixture:
      return require_enough("gaussian mixture", codes, options.gaussian_mixture.k);
    case ClusteringMethod::kGraph:
      return require_enough_for_graph(codes, options.graph);
    case ClusteringMethod::kSpectral:
      return require_enough_for_spectral(codes, options.spectral);
  }
}

Clustering cluster_codes(const at::Tensor& codes, const ClusteringOptions& options,
                         at::Generator generator, const OnClustering& on_clustering) {
  const Stopwatch watch;
  Clustering result = by_method(codes, options, generator, on_clustering);
  result.seconds = watch.seconds();
  return result;
}

}  // namespace codegrid
