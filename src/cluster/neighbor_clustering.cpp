#include "cluster/neighbor_clustering.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "cluster/directed_sets.hpp"
#include "cluster/graph/graph_clustering.hpp"
#include "cluster/graph/neighbor_agreement.hpp"
#include "cluster/hdbscan/hdbscan.hpp"
#include "cluster/spectral/spectral_clustering.hpp"
#include "tensor/random.hpp"

namespace codegrid {
namespace {

// The rank of each value, [N] int64, by `first` and then by `second`, the less the lower.
at::Tensor rank_by(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor by_second = at::argsort(second, /*stable=*/true, /*dim=*/0, false);
  const at::Tensor order = by_second.index_select(
      0, at::argsort(first.index_select(0, by_second), /*stable=*/true, /*dim=*/0, false));
  at::Tensor rank = at::empty_like(order);
  rank.index_copy_(0, order, at::arange(first.numel(), order.options()));
  return rank;
}

std::vector<at::Tensor> on_processor(const std::vector<at::Tensor>& codes) {
  std::vector<at::Tensor> here;
  for (const at::Tensor& set : codes) here.push_back(set.cpu());
  return here;
}

// What GraphClusters and SpectralClusters of the directed codes say alike, for all codes.
template <class Found>
Clustering by_neighbors(ClusteringMethod method, const Found& found, const DirectedSets& sets) {
  const DirectedCodes& directed = sets.any;
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
  result.notes = sets.notes;
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

// The distance that a lambda stands for, of the codes; infinity for 0.
double distance_at(double lambda, int exponent) { return std::ldexp(1 / lambda, exponent); }

// The hierarchy, a row a cluster: within which distance it holds together, and which of the
// clusters it is where it was selected.
RecordTable hierarchy_records(const HdbscanClusters& found) {
  RecordTable table;
  table.columns = {"node",        "parent",    "images", "from_distance",
                   "to_distance", "stability", "cluster"};
  for (std::size_t i = 0; i < found.tree.clusters.size(); ++i) {
    const CondensedCluster& node = found.tree.clusters[i];
    const std::int32_t number = found.clusters.numbers[i];
    using Value = RecordTable::Value;
    table.rows.push_back(
        {static_cast<std::int64_t>(i), i == 0 ? Value("") : Value(std::int64_t{node.parent}),
         node.size, i == 0 ? Value("") : Value(distance_at(node.birth, found.exponent)),
         distance_at(node.death, found.exponent), std::ldexp(node.stability, -found.exponent),
         number < 0 ? Value("") : Value(std::int64_t{number})});
  }
  return table;
}

}  // namespace

Clustering cluster_by_graph(const std::vector<at::Tensor>& codes,
                            const ClusteringOptions::OfGraph& options,
                            const at::Generator& generator, const OnClustering& on_clustering,
                            SharedNeighbors* neighbors) {
  const DirectedSets directed = find_directed_sets(on_processor(codes), options.normalize, "graph",
                                                   options.neighbors, options.k.value_or(1));
  const GraphClusters found =
      cluster_graph(directed.sets, options, draw_seed(generator), on_clustering, neighbors);
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

Clustering cluster_by_spectral(const std::vector<at::Tensor>& codes,
                               const ClusteringOptions::OfSpectral& options,
                               const at::Generator& generator, const OnClustering& on_clustering,
                               const at::Tensor& alike, SharedNeighbors* neighbors) {
  const DirectedSets directed = find_directed_sets(on_processor(codes), options.normalize,
                                                   "spectral", options.neighbors, options.k);
  const SpectralClusters found =
      cluster_spectral(directed.sets, options, generator, on_clustering,
                       alike.defined() ? select_directed(alike, directed.any) : alike, neighbors);
  Clustering result = by_neighbors(ClusteringMethod::kSpectral, found, directed);
  result.k = options.k;
  result.spectrum = found.spectrum;
  result.notes.insert(result.notes.end(), found.notes.begin(), found.notes.end());
  result.converged = found.converged;
  result.records = spectral_records(found);
  return result;
}

Clustering cluster_by_hdbscan(const at::Tensor& codes, const ClusteringOptions::OfHdbscan& options,
                              const OnClustering& on_clustering) {
  HdbscanOptions used = options;
  used.min_cluster_size = least_members_of(codes.size(0), options);
  const std::vector<at::Tensor> here{codes.cpu()};
  const DirectedSets directed = find_directed_sets(here, options.normalize, "hdbscan",
                                                   options.min_samples, 2 * *used.min_cluster_size);
  const HdbscanClusters found = cluster_hdbscan(directed.sets[0].codes, used, on_clustering);
  const SelectedClusters& clusters = found.clusters;
  const double none = std::numeric_limits<double>::quiet_NaN();
  const at::Tensor strengths = at::tensor(clusters.strengths, at::kFloat);
  const at::Tensor outlier_scores = at::tensor(clusters.outlier_scores, at::kFloat);
  Clustering result;
  result.method = ClusteringMethod::kHdbscan;
  result.k = clusters.k;
  result.assignments =
      spread(at::tensor(clusters.assignments, at::kInt).to(at::kLong), directed.any, -1);
  result.figures = {{"strength", spread(strengths, directed.any, none)},
                    {"outlier_score", spread(outlier_scores, directed.any, none)}};
  result.atypicality =
      spread(rank_by(strengths.neg(), outlier_scores), directed.any, result.assignments.size(0));
  result.score = {"mean_strength",
                  at::nan_to_num(result.figures[0].values, 0).mean(at::kDouble).item<double>()};
  result.iterations = found.rounds;
  result.converged = true;
  result.records = hierarchy_records(found);
  result.notes = directed.notes;
  return result;
}

}  // namespace codegrid
