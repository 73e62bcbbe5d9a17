#include "job/clustering_words.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

// The settings that tell one clustering from another, and what was found by itself.
std::string settings_of(const KMeansOptions& options) {
  return fmt::format("k = {}, {}", options.k, counted(options.n_init, "start", "starts"));
}

std::string settings_of(const MixtureOptions& options, const Clustering& clustering) {
  return fmt::format("k = {}, {} covariances, {}", options.k,
                     options.covariance == CovarianceKind::kFull ? "full" : "diagonal",
                     counted(clustering.iterations, "iteration", "iterations"));
}

std::string settings_of(const GraphOptions& options, const Clustering& clustering) {
  const std::string wanted = options.k ? fmt::format("k = {}", *options.k)
                                       : fmt::format("resolution {}", options.resolution);
  return fmt::format("{} of each, {}: {}", counted(options.neighbors, "neighbor", "neighbors"),
                     wanted, counted(clustering.k, "cluster", "clusters"));
}

std::string settings_of(const SpectralOptions& options, const Clustering& clustering) {
  return fmt::format("{} of each, k = {}, {}", counted(options.neighbors, "neighbor", "neighbors"),
                     options.k,
                     counted(clustering.spectrum ? clustering.spectrum->eigenvectors : 0,
                             "eigenvector", "eigenvectors"));
}

std::string settings_of(const HdbscanOptions& options, const Clustering& clustering) {
  const auto outside = clustering.assignments.lt(0).sum().item<std::int64_t>();
  return fmt::format("{} in a core: {}, {} in none", counted(options.min_samples, "code", "codes"),
                     counted(clustering.k, "cluster", "clusters"),
                     counted(outside, "code", "codes"));
}

std::string settings_of(const Clustering& clustering, const ClusteringOptions& options) {
  switch (clustering.method) {
    case ClusteringMethod::kSphericalKMeans:
      return settings_of(options.spherical_kmeans);
    case ClusteringMethod::kGaussianMixture:
      return settings_of(options.gaussian_mixture, clustering);
    case ClusteringMethod::kGraph:
      return settings_of(options.graph, clustering);
    case ClusteringMethod::kSpectral:
      return settings_of(options.spectral, clustering);
    case ClusteringMethod::kHdbscan:
      return settings_of(options.hdbscan, clustering);
    case ClusteringMethod::kRefined:
      return fmt::format("k = {}", clustering.k);
    case ClusteringMethod::kKMeans:
      break;
  }
  return settings_of(options.kmeans);
}

// The members that a method takes to be the most and the least typical of a cluster.
std::string words_of_nearest(ClusteringMethod method) {
  if (method == ClusteringMethod::kHdbscan) return "strongest members first";
  if (uses_neighbor_graph(method)) return "most neighbors in the cluster first";
  if (method == ClusteringMethod::kRefined) return "most probable first";
  return method == ClusteringMethod::kGaussianMixture ? "nearest to the mean first"
                                                      : "nearest to the centroid first";
}

std::string words_of_farthest(ClusteringMethod method) {
  if (method == ClusteringMethod::kHdbscan) return "weakest members first";
  if (uses_neighbor_graph(method)) return "fewest neighbors in the cluster first";
  if (method == ClusteringMethod::kRefined) return "least probable first";
  return method == ClusteringMethod::kGaussianMixture ? "farthest from the mean first"
                                                      : "farthest from the centroid first";
}

}  // namespace

std::string shown_name(ClusteringMethod method) {
  switch (method) {
    case ClusteringMethod::kSphericalKMeans:
      return "spherical k-means";
    case ClusteringMethod::kGaussianMixture:
      return "gaussian mixture";
    case ClusteringMethod::kGraph:
      return "graph";
    case ClusteringMethod::kSpectral:
      return "spectral";
    case ClusteringMethod::kHdbscan:
      return "hdbscan";
    case ClusteringMethod::kRefined:
      return "refined";
    case ClusteringMethod::kKMeans:
      break;
  }
  return "k-means";
}

std::string describe_clustering(const Clustering& clustering,
                                const std::vector<std::int64_t>& widths,
                                const ClusteringOptions& options) {
  const std::string values = widths.size() == 1
                                 ? counted(widths.front(), "value", "values")
                                 : fmt::format("{} values", fmt::join(widths, " + "));
  return fmt::format("{}: {} of {}, {}, {:.2f} s", shown_name(clustering.method),
                     counted(clustering.assignments.size(0), "code", "codes"), values,
                     settings_of(clustering, options), clustering.seconds);
}

std::string words_of_order(ClusteringMethod method, Samples samples, bool all) {
  switch (samples) {
    case Samples::kNearest:
      return words_of_nearest(method);
    case Samples::kFarthest:
      return words_of_farthest(method);
    default:
      return all ? "all of them, in random order" : "a random sample";
  }
}

}  // namespace codegrid
