#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cluster/options.hpp"

namespace codegrid {

/// A figure by which a method judges its own result.
struct ClusteringScore {
  std::string name;  ///< "inertia" (the less, the better) or "modularity" (the more, the better).
  double value = 0;
};

/// A figure of each clustered code, a column of assignments.csv.
struct MemberFigure {
  std::string name;   ///< Of the column: "distance".
  at::Tensor values;  ///< [N] float32 on the CPU; NaN where there is none.
};

/// What a method did, a row an iteration.
struct RecordTable {
  using Value = std::variant<std::int64_t, double>;
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
};

/// Codes in clusters, whatever method made them.
struct Clustering {
  ClusteringMethod method = ClusteringMethod::kKMeans;
  std::int64_t k = 0;      ///< Number of clusters; some may be empty.
  at::Tensor assignments;  ///< [N] int64 in -1..k-1, on the CPU; -1: in no cluster.
  at::Tensor centroids;    ///< [k, D] float32 on the CPU; undefined where the method has none.
  /// k-means: "distance", Euclidean, to the own centroid. graph: "neighbor_distance", the mean to
  /// those of a code's nearest neighbors that are in its cluster, and "agreement", the share of the
  /// neighbors that are.
  std::vector<MemberFigure> figures;
  /// [N] float32 or int64 on the CPU: the less, the more typical a member is of its cluster.
  /// k-means: the distance; graph: the share of the neighbors in other clusters, then the distance
  /// of those in the same.
  at::Tensor atypicality;
  at::Tensor probabilities;  ///< [N, k] float32 on the CPU; undefined where the method has none.
  ClusteringScore score;
  std::int64_t iterations = 0;  ///< That led to the result.
  bool converged = false;       ///< Whether they ended by themselves.
  RecordTable records;
  double seconds = 0;
};

/// Called from time to time: what is being done, and the share of it that is done, in [0, 1].
using OnClustering = std::function<void(std::string_view stage, double done)>;

/// Clusters `codes` by options.method. The same generator state, device and thread count give the
/// same bits; `graph` needs no such thread count.
///   codes: [N, D] float32, finite, on any device, as they are to be clustered: at unit length
///   where options.normalize() says so.
///   generator: on the CPU; every draw is made there, or from a seed that it gives.
/// Throws Error(kBadData) as kmeans and cluster_graph do, and for codes of zeros where `graph`
/// takes them at unit length; TORCH_CHECK for wrong shapes or types and for options out of range.
Clustering cluster_codes(const at::Tensor& codes, const ClusteringOptions& options,
                         at::Generator generator, const OnClustering& on_clustering = {});

}  // namespace codegrid
