// Several numbers of clusters, from config to new images.
#include <gmock/gmock.h>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

class SeveralK : public TrainedCli {
 protected:
  std::string text(const std::string& name) const {
    return slurp(place.path() / "runs/job/0001" / name);
  }
};

TEST_F(SeveralK, LeaveATableAChartAndTheClustersOfOneOfThem) {
  const Outcome outcome =
      place.cluster({"runs/job/latest", "--set", "clustering.k=2-6:2", "--repeat"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto metrics = place.json("runs/job/0001/clusters/metrics.json");
  const auto& sweep = metrics["sweep"];
  ASSERT_EQ(sweep["rows"].size(), 3U);
  EXPECT_EQ(sweep["rows"][0]["k"], 2);
  EXPECT_TRUE(sweep["rows"][0].contains("accuracy"));
  EXPECT_EQ(sweep["chosen"], metrics["k"]);
  EXPECT_EQ(metrics["sizes"].size(), metrics["k"].get<std::size_t>());
  EXPECT_TRUE(metrics["trust"].contains("repeated"));
  for (const auto& row : sweep["rows"]) {
    if (row["k"] != metrics["k"]) continue;
    EXPECT_EQ(row["silhouette"], metrics["silhouette"]);
    EXPECT_EQ(row["neighbors_agree"], metrics["trust"]["neighbors_agree"]);
    EXPECT_EQ(row["accuracy"], metrics["accuracy"]);
  }
  EXPECT_EQ(place.json("runs/job/0001/clusters/config.json")["clustering"]["k"], "2-6:2");
  EXPECT_THAT(text("clusters/k.csv"), testing::StartsWith("k,chosen,inertia,silhouette,"));
  EXPECT_THAT(text("clusters/k.png"), testing::StartsWith("\x89PNG"));
  EXPECT_THAT(outcome.out, ContainsRegex("\nk +inertia +silhouette +neighbors agree +neighbor "
                                         "modularity +accuracy +NMI\n-+\n2 "));
  EXPECT_THAT(outcome.out, ContainsRegex("\nk = [246] is chosen: "));
}

TEST_F(SeveralK, GiveTheFilesThatTheChosenOneAloneGives) {
  ASSERT_EQ(place.cluster({"runs/job/latest", "--set", "clustering.k=6,2,4"}).code, 0);
  const int chosen = place.json("runs/job/0001/clusters/metrics.json")["k"];
  ASSERT_EQ(
      place.cluster({"runs/job/latest", "--set", "clustering.k=" + std::to_string(chosen)}).code,
      0);
  for (const char* name : {"centroids.npy", "assignments.csv", "clusters.csv", "known_images.bin",
                           "iterations.csv", "clusters.png", "codes.png", "confusion.csv"}) {
    EXPECT_EQ(text("clusters/" + std::string(name)), text("clusters-2/" + std::string(name)))
        << name;
  }
  EXPECT_FALSE(place.json("runs/job/0001/clusters-2/metrics.json").contains("sweep"));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters-2/k.csv"));
}

TEST_F(SeveralK, LeaveWhatNewImagesNeed) {
  for (const char* method : {"kmeans", "gaussian_mixture", "spectral", "graph"}) {
    std::vector<std::string> settings{"runs/job/latest",
                                      "--out",
                                      method,
                                      "--set",
                                      "clustering.method=" + std::string(method),
                                      "--set",
                                      "clustering.k=2,3"};
    if (std::string(method) == "gaussian_mixture")
      settings.insert(settings.end(), {"--set", "clustering.covariance=diagonal"});
    const Outcome clustered = place.cluster(settings);
    ASSERT_EQ(clustered.code, 0) << clustered.err;
    const Outcome assigned = place.assign({"runs/job/latest", "--clusters", method, "images"});
    ASSERT_EQ(assigned.code, 0) << assigned.err;
    EXPECT_EQ(std::count(assigned.out.begin(), assigned.out.end(), '\n'), 61);
  }
}

TEST_F(SeveralK, OneOfThemGreaterThanTheImagesIsRefusedBeforeWorkBegins) {
  const Outcome outcome = place.cluster({"runs/job/latest", "--set", "clustering.k=2,61,3"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.err,
            "codegrid-cluster: error: k-means: found k = 61 clusters for 60 codes; expected k of "
            "at most the number of codes. Lower clustering.k or give more images.\n");
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
}

TEST_F(SeveralK, AreRefusedByNameWhereTheyAreWrong) {
  for (const char* k : {"[]", "5,5", "0-4", "4-2", "2-4:0", "2,x", "1-101"}) {
    const Outcome outcome =
        place.cluster({"runs/job/latest", "--set", "clustering.k=" + std::string(k)});
    EXPECT_EQ(outcome.code, 2) << k;
    EXPECT_THAT(outcome.err, HasSubstr(": clustering.k: found ")) << k;
  }
}

}  // namespace
}  // namespace codegrid
