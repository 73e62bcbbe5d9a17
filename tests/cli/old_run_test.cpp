#include <gmock/gmock.h>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

// A run of two epochs as codegrid 0.1 left it, on the images of every workplace.
class RunOf0_1 : public TrainingRuns {
 protected:
  RunOf0_1() {
    fs::copy(CODEGRID_SOURCE_DIR "/tests/cli/run-0.1", run_, fs::copy_options::recursive);
  }

  fs::path run_ = place.path() / "run";
};

TEST_F(RunOf0_1, IsClustered) {
  const Outcome outcome = place.cluster({"run", "--set", "data.root=."});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(run_ / "clusters/assignments.csv"));
}

// Its config spells out every key of k-means, which are not those of the graph.
TEST_F(RunOf0_1, IsClusteredByAGraphThatFindsItsOwnNumberOfClusters) {
  const Outcome outcome =
      place.cluster({"run", "--set", "data.root=.", "--set", "clustering.method=graph"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const nlohmann::json config = place.json("run/clusters/config.json");
  EXPECT_EQ(config["clustering"]["method"], "graph");
  EXPECT_EQ(config["clustering"]["k"], "auto");
  EXPECT_FALSE(config["clustering"].contains("n_init"));
  const nlohmann::json metrics = place.json("run/clusters/metrics.json");
  EXPECT_EQ(metrics["method"], "graph");
  EXPECT_GE(metrics["k"], 2);
  EXPECT_FALSE(metrics.contains("inertia"));
  EXPECT_FALSE(fs::exists(run_ / "clusters/centroids.npy"));
  EXPECT_THAT(slurp(run_ / "clusters/assignments.csv"),
              testing::StartsWith("index,cluster,neighbor_distance,agreement,label\n"));
}

TEST_F(RunOf0_1, GoesOnFromItsCheckpoint) {
  const std::string before = losses(run_);
  const nlohmann::json began = place.json("run/environment.json");
  const Outcome outcome =
      place.train({"--resume", "run", "--set", "training.epochs=4", "--set", "data.root=."});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(losses(run_), testing::StartsWith(before));
  EXPECT_EQ(epochs_of("run"), 4);
  EXPECT_EQ(place.json("run/summary.json")["epochs"], 4);
  nlohmann::json goes_on = place.json("run/environment.json");
  EXPECT_EQ(goes_on["resumed"].size(), 1U);
  goes_on.erase("resumed");
  EXPECT_EQ(goes_on, began);
}

}  // namespace
}  // namespace codegrid
