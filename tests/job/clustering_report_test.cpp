#include "job/clustering_report.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

std::vector<std::string> keys_of(const ClusteringReport& report) {
  const nlohmann::ordered_json json = metrics_json(report);
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  return keys;
}

TEST(ClusteringReport, OfKMeansHasInertiaAndOfTheGraphModularity) {
  ClusteringReport report;
  report.score = {"inertia", 12.5};
  EXPECT_EQ(keys_of(report),
            (std::vector<std::string>{"method", "k", "images", "sizes", "inertia", "iterations",
                                      "converged", "silhouette", "silhouette_sample", "trust",
                                      "seconds", "encoder_sha256"}));
  EXPECT_EQ(metrics_json(report)["method"], "kmeans");
  EXPECT_EQ(metrics_json(report)["inertia"], 12.5);
  report.method = ClusteringMethod::kSphericalKMeans;
  EXPECT_EQ(metrics_json(report)["method"], "spherical_kmeans");
  report.method = ClusteringMethod::kGaussianMixture;
  report.bic = -3.5;
  EXPECT_EQ(metrics_json(report)["method"], "gaussian_mixture");
  EXPECT_EQ(metrics_json(report)["bic"], -3.5);
  report.bic.reset();
  EXPECT_FALSE(metrics_json(report).contains("bic"));
  report.method = ClusteringMethod::kGraph;
  report.score = {"modularity", 0.75};
  report.resolution = 2.5;
  EXPECT_EQ(metrics_json(report)["method"], "graph");
  EXPECT_EQ(metrics_json(report)["resolution"], 2.5);
  EXPECT_FALSE(metrics_json(report).contains("inertia"));
  EXPECT_FALSE(metrics_json(report).contains("eigenvalues"));
}

TEST(ClusteringReport, OfTheEncodersOwnGroupsHasTheirMeanProbability) {
  ClusteringReport report;
  report.method = ClusteringMethod::kRefined;
  report.score = {"mean_probability", 0.96875};
  EXPECT_EQ(metrics_json(report)["method"], "refined");
  EXPECT_EQ(metrics_json(report)["mean_probability"], 0.96875);
}

TEST(ClusteringReport, OfSpectralHasTheEigenvalues) {
  ClusteringReport report;
  report.method = ClusteringMethod::kSpectral;
  report.score = {"modularity", 0.75};
  report.spectrum = Spectrum{3, {1, 0.5, 0.25, 0.125}, 0.25, 1e-7};
  const auto json = metrics_json(report);
  EXPECT_EQ(json["method"], "spectral");
  EXPECT_EQ(json["modularity"], 0.75);
  EXPECT_EQ(json["eigenvectors"], 3);
  EXPECT_EQ(json["eigenvalues"], (std::vector<double>{1, 0.5, 0.25, 0.125}));
  EXPECT_EQ(json["eigengap"], 0.25);
  EXPECT_EQ(json["eigenvector_residual"], 1e-7);
  report.spectrum->eigengap.reset();
  EXPECT_FALSE(metrics_json(report).contains("eigengap"));
}

TEST(ClusteringReport, HasAgreementAndWhatIsLeftOutOnlyWhereThereIsSome) {
  ClusteringReport report;
  EXPECT_FALSE(metrics_json(report).contains("accuracy"));
  EXPECT_FALSE(metrics_json(report).contains("unassigned"));
  EXPECT_FALSE(metrics_json(report).contains("skipped"));
  report.agreement = {.accuracy = 1, .majority_accuracy = 2, .nmi = 3, .ari = 4, .purity = 5};
  report.unassigned = 6;
  report.skipped = 7;
  report.silhouette.mean = NAN;
  const auto json = nlohmann::json::parse(metrics_json(report).dump());
  EXPECT_EQ(json["unassigned"], 6);
  EXPECT_EQ(json["skipped"], 7);
  EXPECT_EQ(json["majority_accuracy"], 2);
  EXPECT_TRUE(json["silhouette"].is_null());
}

TEST(ClusteringReport, OfHdbscanHasTheMeanStrengthAndWhatIsInNoCluster) {
  ClusteringReport report;
  report.method = ClusteringMethod::kHdbscan;
  report.score = {"mean_strength", 0.25};
  report.unassigned = 7;
  EXPECT_EQ(metrics_json(report)["method"], "hdbscan");
  EXPECT_EQ(metrics_json(report)["mean_strength"], 0.25);
  EXPECT_EQ(metrics_json(report)["unassigned"], 7);
}

}  // namespace
}  // namespace codegrid
