#include "cluster/clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <limits>
#include <optional>
#include <utility>

#include "cluster/codes_check.hpp"
#include "cluster/directed_codes.hpp"
#include "cluster/graph/graph_clustering.hpp"
#include "cluster/hdbscan/hdbscan.hpp"
#include "cluster/kmeans/kmeans.hpp"
#include "cluster/mixture/gaussian_mixture.hpp"
#include "cluster/neighbor_clustering.hpp"
#include "cluster/refined/group_probabilities.hpp"
#include "cluster/spectral/spectral_clustering.hpp"
#include "cluster/spherical/spherical_kmeans.hpp"
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

Clustering by_method(const std::vector<at::Tensor>& sets, const ClusteringOptions& options,
                     const at::Generator& generator, const OnClustering& on_clustering,
                     SharedNeighbors* neighbors) {
  const at::Tensor& codes = sets.front();
  switch (options.method) {
    case ClusteringMethod::kSphericalKMeans:
      return by_spherical_kmeans(codes, options.spherical_kmeans, generator);
    case ClusteringMethod::kGaussianMixture:
      return by_gaussian_mixture(codes, options.gaussian_mixture, generator, on_clustering);
    case ClusteringMethod::kGraph:
      return cluster_by_graph(sets, options.graph, generator, on_clustering, neighbors);
    case ClusteringMethod::kSpectral:
      return cluster_by_spectral(sets, options.spectral, generator, on_clustering, {}, neighbors);
    case ClusteringMethod::kHdbscan:
      return cluster_by_hdbscan(codes, options.hdbscan, on_clustering);
    case ClusteringMethod::kRefined:
      TORCH_CHECK(false, "refined clusters are those of an encoder's own layer");
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
    case ClusteringMethod::kHdbscan:
      return require_enough_for_hdbscan(codes, options.hdbscan);
    case ClusteringMethod::kRefined:
      return;  // one is enough: nothing is looked for among them
  }
}

Clustering cluster_codes_jointly(const std::vector<at::Tensor>& codes,
                                 const ClusteringOptions& options, at::Generator generator,
                                 const OnClustering& on_clustering, SharedNeighbors* neighbors) {
  TORCH_CHECK(!codes.empty(), "expected the codes of at least one encoder");
  TORCH_CHECK(codes.size() == 1 || joins_encoders(options.method),
              "the method takes the codes of one encoder, got those of ", codes.size());
  const Stopwatch watch;
  Clustering result = by_method(codes, options, generator, on_clustering, neighbors);
  result.seconds = watch.seconds();
  return result;
}

Clustering cluster_codes(const at::Tensor& codes, const ClusteringOptions& options,
                         at::Generator generator, const OnClustering& on_clustering) {
  return cluster_codes_jointly({codes}, options, std::move(generator), on_clustering);
}

Clustering cluster_by_probability(const at::Tensor& codes, const SoftmaxModel& model) {
  const Stopwatch watch;
  const RefinedClusters found = group_by_probability(codes, model);
  Clustering result;
  result.method = ClusteringMethod::kRefined;
  result.k = model.groups();
  result.assignments = found.assignments;
  result.figures = {{"probability", found.probabilities}};
  result.atypicality = found.doubts;
  result.score = {"mean_probability", found.mean_probability};
  result.softmax = model;
  result.iterations = 1;
  result.converged = true;
  result.records.columns = {"iteration", "mean_probability"};
  result.records.rows = {{std::int64_t{1}, found.mean_probability}};
  result.seconds = watch.seconds();
  return result;
}

}  // namespace codegrid
