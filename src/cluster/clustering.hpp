#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cluster/mixture/mixture_model.hpp"
#include "cluster/options.hpp"
#include "cluster/refined/softmax_model.hpp"
#include "cluster/spectral/spectrum.hpp"

namespace codegrid {

/// A figure by which a method judges its own result.
struct ClusteringScore {
  /// "inertia" (the less, the better), "mean_cosine", "mean_log_likelihood", "modularity",
  /// "mean_strength" or "mean_probability" (the more, the better).
  std::string name;
  double value = 0;
};

/// A figure of each clustered code, a column of assignments.csv.
struct MemberFigure {
  std::string name;  ///< Of the column: "distance".
  /// [N] on the CPU, float32, or float64 where that does not hold them; NaN where there is none.
  at::Tensor values;
};

/// What a method did, a row an iteration.
struct RecordTable {
  using Value = std::variant<std::int64_t, double, std::string>;  ///< "": none
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

/// Codes in clusters, whatever method made them.
struct Clustering {
  ClusteringMethod method = ClusteringMethod::kKMeans;
  std::int64_t k = 0;      ///< Number of clusters; some may be empty.
  at::Tensor assignments;  ///< [N] int64 in -1..k-1, on the CPU; -1: in no cluster.
  at::Tensor centroids;    ///< [k, D] float32 on the CPU, of a mixture the means; undefined where
                           ///< the method has none.
  /// k-means: "distance", Euclidean, to the own centroid. spherical k-means: "cosine_distance", 1 -
  /// the cosine with it. gaussian mixture: "probability", the responsibility of the component, and
  /// "mahalanobis_distance" to its mean. graph, spectral: "neighbor_distance", the mean to those of
  /// a code's nearest neighbors that are in its cluster, and "agreement", the share of the
  /// neighbors that are; with several encoders, the means of both over them. hdbscan: "strength"
  /// and "outlier_score" (see SelectedClusters). refined: "probability", that of the group.
  std::vector<MemberFigure> figures;
  /// [N] float32 or int64 on the CPU: the less, the more typical a member is of its cluster.
  /// k-means, spherical or not, and gaussian mixture: the distance; graph, spectral: the share of
  /// the neighbors in other clusters, then the distance of those in the same; hdbscan: how little
  /// strength, then the outlier score; refined: 1 - the probability.
  at::Tensor atypicality;
  ClusteringScore score;
  std::optional<double> resolution;     ///< graph: of the modularity, as it was used; others: none.
  std::optional<Spectrum> spectrum;     ///< spectral only.
  std::optional<MixtureModel> mixture;  ///< gaussian mixture: what new codes need; others: none.
  std::optional<SoftmaxModel> softmax;  ///< refined: the same; others: none.
  std::optional<double> bic;            ///< gaussian mixture: see MixtureClusters; others: none.
  std::int64_t iterations = 0;          ///< That led to the result.
  bool converged = false;               ///< Whether they ended by themselves.
  RecordTable records;
  std::vector<std::string> notes;  ///< What the user should know of the result, a line each.
  double seconds = 0;
};

class SharedNeighbors;  // see graph/joint_neighbors.hpp

/// Called from time to time: what is being done, and the share of it that is done, in [0, 1], where
/// that is known.
using OnClustering = std::function<void(std::string_view stage, std::optional<double> done)>;

/// Throws Error(kBadData) as cluster_codes would for so many codes: to be asked before they are
/// made.
void require_enough_codes(std::int64_t codes, const ClusteringOptions& options);

/// Clusters `codes` by options.method. The same generator state, device and thread count give the
/// same bits; `gaussian_mixture`, `graph`, `spectral` and `hdbscan` need no such thread count.
///   codes: [N, D] float32, finite, of any magnitude, on any device, as they are to be clustered:
///   at unit length where options.normalize() says so. Of those, `spherical_kmeans`, `graph`,
///   `spectral` and `hdbscan` leave what is only zeros, and so has no direction, in no cluster.
///   generator: on the CPU; every draw is made there, or from a seed that it gives.
/// Throws Error as kmeans, spherical_kmeans, gaussian_mixture, cluster_graph, cluster_spectral and
/// cluster_hdbscan do; TORCH_CHECK for wrong shapes or types, for options out of range, and for
/// `refined`, which needs an encoder's layer (see cluster_by_probability).
Clustering cluster_codes(const at::Tensor& codes, const ClusteringOptions& options,
                         at::Generator generator, const OnClustering& on_clustering = {});

/// The same with the codes of the same things by several encoders, whose graphs of neighbors are
/// joined (see connect_neighbors), for a method that joins_encoders; of one encoder, for any. Where
/// no encoder's code has a direction the thing is in no cluster; where some have one, those decide.
///   codes: as by cluster_codes, as many of each encoder. neighbors: those that `graph` and
///   `spectral` find, for further clusterings of the same codes; null: they are this one's alone.
/// Throws Error also where codes of an encoder are not good enough for a graph of their own.
Clustering cluster_codes_jointly(const std::vector<at::Tensor>& codes,
                                 const ClusteringOptions& options, at::Generator generator,
                                 const OnClustering& on_clustering = {},
                                 SharedNeighbors* neighbors = nullptr);

/// Clusters `codes` by `refined`: each is in the group that `model`, the last layer of the encoder
/// that gave it, finds most probable. No group is found anew, and so none is numbered anew.
///   codes: [N, D] float32 on the CPU, as the encoder gave them.
/// Throws Error as group_by_probability does.
Clustering cluster_by_probability(const at::Tensor& codes, const SoftmaxModel& model);

}  // namespace codegrid
