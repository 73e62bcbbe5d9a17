#include "job/clustering_report.hpp"

#include <nlohmann/json.hpp>

#include "job/k_sweep_record.hpp"

namespace codegrid {

std::string method_name(ClusteringMethod method) {
  switch (method) {
    case ClusteringMethod::kSphericalKMeans:
      return "spherical_kmeans";
    case ClusteringMethod::kGaussianMixture:
      return "gaussian_mixture";
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
  return "kmeans";
}

nlohmann::ordered_json metrics_json(const ClusteringReport& report) {
  nlohmann::ordered_json json{{"method", method_name(report.method)},
                              {"k", report.k},
                              {"images", report.images},
                              {"sizes", report.sizes}};
  if (report.unassigned > 0) json["unassigned"] = report.unassigned;
  if (report.skipped > 0) json["skipped"] = report.skipped;
  json[report.score.name] = report.score.value;
  if (report.bic) json["bic"] = *report.bic;
  if (report.resolution) json["resolution"] = *report.resolution;
  if (report.spectrum) {
    json["eigenvectors"] = report.spectrum->eigenvectors;
    if (report.spectrum->eigengap) json["eigengap"] = *report.spectrum->eigengap;
    json["eigenvalues"] = report.spectrum->eigenvalues;
    json["eigenvector_residual"] = report.spectrum->residual;
  }
  json["iterations"] = report.iterations;
  json["converged"] = report.converged;
  json["silhouette"] = report.silhouette.mean;
  json["silhouette_sample"] = report.silhouette.sample;
  json["trust"] = trust_json(report.trust, report.refined);
  if (report.sweep) json["sweep"] = sweep_json(*report.sweep);
  json["seconds"] = report.seconds;
  json["encoder_sha256"] = report.encoder_sha256;
  if (!report.agreement) return json;
  json["accuracy"] = report.agreement->accuracy;
  json["majority_accuracy"] = report.agreement->majority_accuracy;
  json["nmi"] = report.agreement->nmi;
  json["ari"] = report.agreement->ari;
  json["purity"] = report.agreement->purity;
  return json;
}

}  // namespace codegrid
