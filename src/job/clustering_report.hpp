#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/measures/agreement.hpp"
#include "cluster/measures/silhouette.hpp"
#include "cluster/measures/trust.hpp"
#include "job/swept_k.hpp"
#include "job/trust_record.hpp"

namespace codegrid {

/// What is measured of a clustering.
struct ClusteringReport {
  ClusteringMethod method = ClusteringMethod::kKMeans;
  std::int64_t k = 0;
  std::int64_t images = 0;
  std::vector<std::int64_t> sizes;  ///< [k]
  std::int64_t unassigned = 0;      ///< Images in no cluster.
  std::int64_t skipped = 0;         ///< Pictures that were left out, not among the images.
  ClusteringScore score;
  std::optional<double> bic;         ///< Of a mixture.
  std::optional<double> resolution;  ///< Of a modularity.
  std::optional<Spectrum> spectrum;  ///< Of `spectral`.
  std::int64_t iterations = 0;
  bool converged = false;
  Silhouette silhouette;
  Trust trust;
  std::optional<RefinedRound> refined;  ///< Of an encoder that a refinement made.
  double seconds = 0;                   ///< That the method took.
  std::string encoder_sha256;
  std::optional<KSweep> sweep;              ///< Of several numbers of clusters, which chose `k`.
  std::optional<LabelAgreement> agreement;  ///< Without labels: none.
  /// For a terminal, its heading first: labels by cluster, or, where that is too large to be read,
  /// the largest clusters. Empty without labels.
  std::string table;
  std::vector<std::string> missing_pictures;  ///< Those that could not be drawn or written.
};

/// "kmeans", "graph" and so on, as in a config.
std::string method_name(ClusteringMethod method);

/// metrics.json: every figure but those that do not apply. A silhouette that is not defined is
/// null.
nlohmann::ordered_json metrics_json(const ClusteringReport& report);

}  // namespace codegrid
