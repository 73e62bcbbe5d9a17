// The methods beside k-means and the graph, from config to new images.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

// The cells of CSV without quotes.
std::vector<std::vector<std::string>> cells_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream text(csv);
  for (std::string line; std::getline(text, line);) {
    std::istringstream fields(line + ",");
    rows.emplace_back();
    for (std::string field; std::getline(fields, field, ',');) rows.back().push_back(field);
  }
  return rows;
}

class ClusterMethods : public TrainedCli {
 protected:
  // Groups the run into runs/job/0001/clusters.
  Outcome cluster(const std::vector<std::string>& settings) const {
    std::vector<std::string> arguments{"runs/job/latest"};
    for (const std::string& setting : settings) {
      arguments.emplace_back("--set");
      arguments.push_back(setting);
    }
    Outcome outcome = place.cluster(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome;
  }
  std::vector<std::vector<std::string>> table(const std::string& name) const {
    return cells_of(slurp(place.path() / "runs/job/0001/clusters" / name));
  }
  // New images that are the old ones get their clusters; `same` compares the other cells of both.
  template <class Same>
  void expect_assigned_alike(const Same& same) const {
    const auto clustered = table("assignments.csv");
    for (const std::string recognized : {"true", "false"}) {
      std::vector<std::string> arguments{"runs/job/latest", "images"};
      if (recognized == "false") arguments.emplace_back("--no-recognition");
      const Outcome outcome = place.assign(arguments);
      ASSERT_EQ(outcome.code, 0) << outcome.err;
      const auto rows = cells_of(outcome.out);
      ASSERT_EQ(rows.size(), clustered.size());
      for (std::size_t i = 1; i < rows.size(); ++i) {
        EXPECT_EQ(rows[i][2], clustered[i][1]) << i;
        if (rows[i][2] != "-1") same(rows[i], clustered[i]);
        EXPECT_EQ(rows[i].back(), recognized);
      }
    }
  }
};

TEST_F(ClusterMethods, SphericalKMeansGroupsByCosine) {
  const Outcome outcome = cluster({"clustering.method=spherical_kmeans", "clustering.k=3"});
  EXPECT_THAT(outcome.err, HasSubstr("spherical k-means: 60 codes of 4 values, k = 3, 10 starts"));
  EXPECT_THAT(outcome.out, ContainsRegex("\nmean cosine +0[.][0-9]+\n"));
  const auto metrics = place.json("runs/job/0001/clusters/metrics.json");
  EXPECT_EQ(metrics["method"], "spherical_kmeans");
  EXPECT_TRUE(metrics["mean_cosine"].is_number());
  EXPECT_EQ(place.json("runs/job/0001/clusters/config.json")["clustering"]["normalize"], "l2");
  EXPECT_EQ(table("assignments.csv")[0],
            (std::vector<std::string>{"index", "cluster", "cosine_distance", "label"}));
  EXPECT_EQ(table("iterations.csv")[0],
            (std::vector<std::string>{"start", "iteration", "mean_cosine", "shift", "relocated"}));
  expect_assigned_alike([](const auto& row, const auto& clustered) {
    EXPECT_NEAR(std::stod(row[3]), std::stod(clustered[2]), 1e-6);
  });
}

TEST_F(ClusterMethods, AGaussianMixtureGroupsByProbability) {
  for (const std::string kind : {"full", "diagonal"}) {
    const Outcome outcome = cluster({"clustering.method=gaussian_mixture", "clustering.k=2",
                                     "clustering.covariance=" + kind, "pictures.samples=nearest"});
    EXPECT_THAT(outcome.err, HasSubstr("gaussian mixture: 60 codes of 4 values, k = 2, " + kind +
                                       " covariances, "));
    EXPECT_THAT(outcome.out, ContainsRegex("\nmean log likelihood +[-0-9.e+]+\n"
                                           "BIC +[-0-9.e+]+\n"));
    const auto metrics = place.json("runs/job/0001/clusters/metrics.json");
    EXPECT_EQ(metrics["method"], "gaussian_mixture");
    EXPECT_TRUE(metrics["mean_log_likelihood"].is_number());
    EXPECT_TRUE(metrics["bic"].is_number());
    EXPECT_EQ(table("assignments.csv")[0],
              (std::vector<std::string>{"index", "cluster", "probability", "mahalanobis_distance",
                                        "label"}));
    EXPECT_EQ(table("iterations.csv")[0],
              (std::vector<std::string>{"iteration", "mean_log_likelihood", "components"}));
    for (const std::string name : {"mixture.safetensors", "centroids.npy", "cluster_01.png"})
      EXPECT_THAT(place.below("runs/job/0001/clusters"), testing::Contains(name));
    // Codes of a smaller batch may differ in their last bits.
    expect_assigned_alike([](const auto& row, const auto& clustered) {
      EXPECT_NEAR(std::stod(row[3]), std::stod(clustered[3]), 1e-2 * std::stod(clustered[3]));
      EXPECT_NEAR(std::stod(row[4]), std::stod(clustered[2]), 1e-2);
    });
    fs::remove_all(place.path() / "runs/job/0001/clusters");
  }
}

TEST_F(ClusterMethods, HdbscanLeavesImagesInNoClusterAndSaysSoEverywhere) {
  const Outcome outcome = cluster({"clustering.method=hdbscan", "clustering.min_cluster_size=5",
                                   "clustering.min_samples=4", "pictures.samples=nearest"});
  EXPECT_THAT(outcome.err, HasSubstr("hdbscan: 60 codes of 4 values, 4 codes in a core: "));
  EXPECT_THAT(outcome.out, ContainsRegex("\nclusters +[0-9]+\n"));
  EXPECT_THAT(outcome.out, ContainsRegex("\nmean strength +0[.][0-9]+\n"));
  const auto metrics = place.json("runs/job/0001/clusters/metrics.json");
  EXPECT_EQ(metrics["method"], "hdbscan");
  EXPECT_EQ(table("assignments.csv")[0],
            (std::vector<std::string>{"index", "cluster", "strength", "outlier_score", "label"}));
  EXPECT_EQ(table("iterations.csv")[0],
            (std::vector<std::string>{"node", "parent", "images", "from_distance", "to_distance",
                                      "stability", "cluster"}));
  std::int64_t outside = 0;
  for (const auto& row : table("assignments.csv")) outside += row[1] == "-1";
  const auto files = place.below("runs/job/0001/clusters");
  EXPECT_EQ(metrics.value("unassigned", 0), outside);
  EXPECT_EQ(table("clusters.csv").back()[0] == "-1", outside > 0);
  EXPECT_EQ(std::ranges::count(files, "cluster_none.png"), outside > 0 ? 1 : 0);
  EXPECT_EQ(outcome.out.find("images in no cluster") != std::string::npos, outside > 0);
  EXPECT_THAT(files, testing::IsSupersetOf({"code_index.bin", "clusters.png", "cluster_00.png"}));
  const Outcome known = place.assign({"runs/job/latest", "images"});
  ASSERT_EQ(known.code, 0) << known.err;
  const auto rows = cells_of(known.out);
  const auto clustered = table("assignments.csv");
  for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_EQ(rows[i][2], clustered[i][1]) << i;
  ASSERT_EQ(place.assign({"runs/job/latest", "images", "--no-recognition"}).code, 0);
}

TEST_F(ClusterMethods, HdbscanWithoutClustersLeavesNothingButAdvice) {
  const Outcome outcome =
      place.cluster({"runs/job/latest", "--set", "clustering.method=hdbscan", "--set",
                     "clustering.min_cluster_size=30", "--set", "clustering.min_samples=30"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("hdbscan: found no clusters in 60 codes: no two groups of 30 "
                                     "or more are denser than what lies between them. Lower "));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
}

}  // namespace
}  // namespace codegrid
