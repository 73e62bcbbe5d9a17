// A whole clustering of codes that encoders from elsewhere give: tiny ones, huge ones, zeros.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/script.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "config/run_files.hpp"
#include "job/clustering_job.hpp"
#include "job/fixtures.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ClusteringOf : public testing::Test {
 protected:
  ClusteringOf() {
    std::string labels;
    for (int i = 0; i < 40; ++i) labels += static_cast<char>(i % 2 == 0 ? 255 : 7);
    tiny_.folder.write("labels", idx_bytes({40}, labels));
    tiny_.job.data.train_labels = "labels";
    tiny_.job.clustering.kmeans.k = 3;
    tiny_.job.clustering.graph.neighbors = 5;
    tiny_.job.clustering.spectral.neighbors = 5;
    tiny_.job.clustering.spectral.k = 3;
  }

  /// Clusters what `codes`, TorchScript for [N, 12] pixels x, gives. Returns the folder.
  fs::path cluster(const std::string& codes) {
    torch::jit::Module encoder("Encoder");
    encoder.define("def forward(self, image: Tensor) -> Tensor:\n  x = image.flatten(1)\n" + codes);
    std::ostringstream bytes;
    encoder.save(bytes);
    const std::string name = std::to_string(++count_);
    const fs::path file = tiny_.folder.write(name + ".pt", bytes.str());
    run_clustering({file, tiny_.job, tiny_.folder.path() / name, {}, true}, said_.progress());
    return tiny_.folder.path() / name;
  }

  static nlohmann::json metrics(const fs::path& folder) {
    return nlohmann::json::parse(slurp(folder / cluster_files::kMetrics));
  }

  /// The first two columns of assignments.csv.
  static std::string assignments(const fs::path& folder) {
    std::istringstream csv(slurp(folder / cluster_files::kAssignments));
    std::string all;
    for (std::string line; std::getline(csv, line);)
      all += line.substr(0, line.find(',', line.find(',') + 1)) + "\n";
    return all;
  }

  TinyJob tiny_;
  Said said_;
  int count_ = 0;
};

TEST_F(ClusteringOf, TinyAndHugeCodesGivesTheGroupsOfUsualOnes) {
  for (const ClusteringMethod method :
       {ClusteringMethod::kKMeans, ClusteringMethod::kGraph, ClusteringMethod::kSpectral}) {
    tiny_.job.clustering.method = method;
    tiny_.job.clustering.graph.normalize = Normalize::kNone;
    tiny_.job.clustering.spectral.normalize = Normalize::kNone;
    const fs::path usual = cluster("  return x\n");
    for (const std::string scale : {"1e-37", "1e-30", "1e-20", "1e20", "1e38"}) {
      const fs::path found = cluster("  return x * " + scale + "\n");
      EXPECT_EQ(assignments(found), assignments(usual)) << scale;
      EXPECT_NEAR(metrics(found)["silhouette"], metrics(usual)["silhouette"], 1e-5) << scale;
      if (method == ClusteringMethod::kKMeans) {
        const double factor = std::stod(scale);
        const double expected = metrics(usual)["inertia"].get<double>() * factor * factor;
        EXPECT_NEAR(metrics(found)["inertia"], expected, 1e-5 * expected) << scale;
      }
    }
  }
}

TEST_F(ClusteringOf, TinyAndHugeCodesBySphericalKMeansGivesTheGroupsOfUsualOnes) {
  tiny_.job.clustering.method = ClusteringMethod::kSphericalKMeans;
  tiny_.job.clustering.spherical_kmeans.k = 3;
  const fs::path usual = cluster("  return x\n");
  for (const std::string scale : {"1e-37", "1e-20", "1e20", "1e38"}) {
    const fs::path found = cluster("  return x * " + scale + "\n");
    EXPECT_EQ(assignments(found), assignments(usual)) << scale;
    EXPECT_NEAR(metrics(found)["mean_cosine"], metrics(usual)["mean_cosine"], 1e-6) << scale;
  }
}

TEST_F(ClusteringOf, TinyAndHugeCodesByAMixtureGivesTheGroupsOfUsualOnes) {
  tiny_.job.clustering.method = ClusteringMethod::kGaussianMixture;
  tiny_.job.clustering.gaussian_mixture.k = 2;
  tiny_.job.clustering.gaussian_mixture.covariance = CovarianceKind::kDiagonal;
  const fs::path usual = cluster("  return x\n");
  for (const std::string scale : {"1e-30", "1e-20", "1e20", "1e38"}) {
    const fs::path found = cluster("  return x * " + scale + "\n");
    EXPECT_EQ(assignments(found), assignments(usual)) << scale;
    const double shift = 12 * std::log(std::stod(scale));  // of the densities of 12 values
    EXPECT_NEAR(metrics(found)["mean_log_likelihood"],
                metrics(usual)["mean_log_likelihood"].get<double>() - shift, 1e-2)
        << scale;
  }
}

TEST_F(ClusteringOf, AHugeValueThatIsAlwaysTheSameGivesTheGroupsOfTheOthers) {
  const fs::path usual = cluster("  return x\n");
  const fs::path found = cluster("  return torch.cat([torch.full_like(x[:, :1], 1e30), x], 1)\n");
  EXPECT_EQ(assignments(found), assignments(usual));
}

TEST_F(ClusteringOf, CodesThatAHugeValueDrownsIsRefused) {
  const std::string codes = "  return torch.cat([(x[:, :1] > 0.5).float() * 1e38, x * 1e-10], 1)\n";
  EXPECT_THAT(error_of([&] { cluster(codes); }).what(),
              HasSubstr("k-means: found different codes at a distance of 0"));
  EXPECT_FALSE(fs::exists(tiny_.folder.path() / "1"));
}

TEST_F(ClusteringOf, MoreClustersThanImagesIsRefusedBeforeACodeIsMade) {
  tiny_.job.clustering.kmeans.k = 41;
  const std::string fails = "  assert False, \"the encoder was asked\"\n  return x\n";
  EXPECT_THAT(error_of([&] { cluster(fails); }).what(),
              HasSubstr("k-means: found k = 41 clusters for 40 codes"));
}

TEST_F(ClusteringOf, CodesOfZerosByNeighborsLeavesThemInNoCluster) {
  for (const ClusteringMethod method : {ClusteringMethod::kGraph, ClusteringMethod::kSpectral}) {
    tiny_.job.clustering.method = method;
    const fs::path found = cluster("  return torch.relu(x - 0.5)\n");  // four images are dark
    EXPECT_THAT(slurp(found / cluster_files::kAssignments), HasSubstr("\n0,-1,,,255\n"));
    EXPECT_EQ(metrics(found)["unassigned"], 4);
    EXPECT_THAT(slurp(found / cluster_files::kConfusionTable), HasSubstr(",no cluster\n7,"));
    EXPECT_TRUE(fs::exists(found / "cluster_none.png"));
    EXPECT_TRUE(fs::exists(found / cluster_files::kCodeIndex));
    EXPECT_THAT(said_.words(),
                HasSubstr("note: 4 of 40 codes are only zeros, first code 0: without a direction, "
                          "and as clustering.normalize is l2, they are in no cluster\n"));
  }
}

}  // namespace
}  // namespace codegrid
