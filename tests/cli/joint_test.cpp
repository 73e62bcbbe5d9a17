// Several runs' codes in one graph, from the command line to new images.
#include <gmock/gmock.h>

#include <sstream>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::Contains;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Joint : public Cli {
 protected:
  void SetUp() override {
    ASSERT_EQ(place.train({"job.json"}).code, 0);
    place.write_config("other.json", {{"train_labels", "labels"}},
                       {{"model", {{"code", 6}, {"activation", "linear"}}}, {"seed", 2}});
    ASSERT_EQ(place.train({"other.json"}).code, 0);
  }

  Outcome cluster(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"runs/job/latest", "runs/other/latest",
                                       "--set",           "clustering.method=graph",
                                       "--set",           "clustering.neighbors=5"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return place.cluster(arguments);
  }
  // Of a row of cells without quotes.
  static std::string cell(const std::string& row, std::size_t column) {
    std::istringstream cells(row);
    std::string found;
    for (std::size_t i = 0; i <= column; ++i) std::getline(cells, found, ',');
    return found;
  }
  // The clusters in assignments.csv and in rows of codegrid-assign are the same.
  void expect_clusters_of(const fs::path& clusters, const Outcome& assigned,
                          const std::string& known) const {
    ASSERT_EQ(assigned.code, 0) << assigned.err;
    std::istringstream rows(slurp(place.path() / clusters / "assignments.csv"));
    std::istringstream found(assigned.out);
    std::string row;
    std::string other;
    std::getline(rows, row);
    std::getline(found, other);
    EXPECT_EQ(other,
              "path,index,cluster,distance,confidence,next_cluster,next_distance,"
              "next_confidence,known");
    int count = 0;
    for (; std::getline(rows, row) && std::getline(found, other); ++count) {
      EXPECT_EQ(cell(other, 2), cell(row, 1)) << other;
      EXPECT_EQ(cell(other, 8), known);
    }
    EXPECT_EQ(count, 60);
  }
};

TEST_F(Joint, RunsAreGroupedTogetherInTheFirstOnesFolder) {
  const Outcome outcome = cluster();
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("graph: 60 codes of 4 + 6 values, 5 neighbors of each"));
  EXPECT_THAT(outcome.out, ContainsRegex("\nmodularity +0\\.[0-9]+\n"));
  const auto files = place.below("runs/job/0001/clusters");
  for (const char* name : {"codes.npy", "codes_2.npy", "code_index.bin", "code_index_2.bin",
                           "encoders.json", "clusters.png", "codes.png", "cluster_00.png",
                           "confusion.png", "known_images.bin", "metrics.json", "config.json"})
    EXPECT_THAT(files, Contains(name));
  EXPECT_THAT(files, Not(Contains("centroids.npy")));
  const auto encoders = place.json("runs/job/0001/clusters/encoders.json")["encoders"];
  ASSERT_EQ(encoders.size(), 2U);
  EXPECT_EQ(encoders[1]["run"], fs::canonical(place.path() / "runs/other/0001").string());
  EXPECT_EQ(encoders[1]["sha256"], place.json("runs/other/0001/summary.json")["encoder_sha256"]);
  const auto metrics = place.json("runs/job/0001/clusters/metrics.json");
  EXPECT_TRUE(metrics["silhouette"].is_number());
  ASSERT_EQ(place.cluster({"runs/other/latest"}).code, 0);
  EXPECT_EQ(slurp(place.path() / "runs/other/0001/clusters/codes.npy"),
            slurp(place.path() / "runs/job/0001/clusters/codes_2.npy"));
  EXPECT_FALSE(fs::exists(place.path() / "runs/other/0001/clusters/encoders.json"));
}

TEST_F(Joint, RunsGiveNewImagesTheClusterThatBothEncodersNeighborsVoteFor) {
  ASSERT_EQ(cluster().code, 0);
  const fs::path clusters = "runs/job/0001/clusters";
  expect_clusters_of(clusters, place.assign({"runs/job/latest", "images"}), "true");
  expect_clusters_of(clusters, place.assign({"runs/job/latest", "images", "--no-recognition"}),
                     "false");
  fs::rename(place.path() / "runs", place.path() / "moved");
  expect_clusters_of("moved/job/0001/clusters", place.assign({"moved/job/0001", "images"}), "true");
  fs::rename(place.path() / "moved/other/0001/encoder.pt", place.path() / "b.pt");
  const Outcome gone = place.assign({"moved/job/0001", "images"});
  EXPECT_EQ(gone.code, 3);
  EXPECT_THAT(gone.err, HasSubstr("runs/other/0001/encoder.pt: is not there, but "
                                  "moved/job/0001/clusters is of its codes, too (see "
                                  "encoders.json); name all encoders, in that order: --encoder "
                                  "FILE --encoder FILE --clusters moved/job/0001/clusters\n"));
  expect_clusters_of("moved/job/0001/clusters",
                     place.assign({"--encoder", "moved/job/0001/encoder.pt", "--encoder", "b.pt",
                                   "--clusters", "moved/job/0001/clusters", "images"}),
                     "true");
  const Outcome turned = place.assign({"--encoder", "moved/job/0001/encoder.pt", "--encoder",
                                       "moved/job/0001/encoder.pt", "--clusters",
                                       "moved/job/0001/clusters", "images"});
  EXPECT_EQ(turned.code, 3);
  EXPECT_THAT(turned.err, HasSubstr("encoder.pt: not encoder 2 of those whose codes were clustered "
                                    "in moved/job/0001/clusters (its SHA-256 is not the one in "
                                    "encoders.json)"));
}

TEST_F(Joint, EncodersAreGroupedWithoutTheirRuns) {
  const Outcome outcome = place.cluster(
      {"--encoder", "runs/job/0001/encoder.pt", "--encoder", "runs/other/0001/encoder.pt",
       "--config", "job.json", "--out", "both", "--set", "clustering.method=spectral", "--set",
       "clustering.k=3", "--set", "clustering.neighbors=5"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(place.json("both/encoders.json")["encoders"][1]["run"], "");
  expect_clusters_of("both", place.assign({"runs/job/latest", "--clusters", "both", "images"}),
                     "true");
}

TEST_F(Joint, RunsNeedAMethodThatJoinsThem) {
  const Outcome outcome = place.cluster({"runs/job/latest", "runs/other/latest"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "codegrid-cluster: error: clustering.method: kmeans groups the codes of one encoder, "
            "and 2 are given; graph and spectral join those of several: --set "
            "clustering.method=graph, or give one\n");
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
}

TEST_F(Joint, TheSameRunTwiceIsRefused) {
  const Outcome outcome = place.cluster({"runs/job/latest", "runs/job/0001"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "codegrid-cluster: error: runs/job/0001: is the same run as runs/job/latest; give each "
            "run once\n");
}

TEST_F(Joint, RunsOfOtherImagesAreRefused) {
  place.write_images("more", 70);
  place.write_config("more.json", {{"train_images", "more"}});
  ASSERT_EQ(place.train({"more.json"}).code, 0);
  const Outcome outcome =
      place.cluster({"runs/job/latest", "runs/more/latest", "--set", "clustering.method=graph"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err,
              HasSubstr("runs/job/latest and runs/more/latest: were trained on different images, "
                        "but the runs of one graph must be of the same: the SHA-256 of their files "
                        "of images are "));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
}

TEST_F(Joint, AnotherRunsEncoderIsCheckedAsTheFirst) {
  fs::copy_file(place.path() / "runs/job/0001/encoder.pt",
                place.path() / "runs/other/0001/encoder.pt", fs::copy_options::overwrite_existing);
  const Outcome outcome = cluster();
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("runs/other/latest/encoder.pt: not the file that the training "
                                     "wrote (its SHA-256 is not the one in summary.json)"));
  fs::remove(place.path() / "runs/other/0001/encoder.pt");
  EXPECT_THAT(cluster().err,
              HasSubstr("runs/other/latest: has no encoder.pt; its training did not finish"));
}

}  // namespace
}  // namespace codegrid
