#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

class Cluster : public TrainedCli {};

TEST_F(Cluster, OfOneClusterHasNoSilhouette) {
  const Outcome outcome = place.cluster({"runs/job/latest", "--set", "clustering.k=1"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(place.json("runs/job/0001/clusters/metrics.json").at("silhouette").is_null());
  EXPECT_THAT(outcome.out, testing::ContainsRegex("silhouette \\(60 images\\) +not defined\n"));
}

TEST_F(Cluster, LeavesTheWholeFolderOfResults) {
  const Outcome outcome = place.cluster({"runs/job/latest"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(place.below("runs/job/0001/clusters"),
              UnorderedElementsAre("assignments.csv", "codes.npy", "centroids.npy", "metrics.json",
                                   "iterations.csv", "clusters.csv", "config.json", "confusion.csv",
                                   "confusion.txt", "confusion.png", "clusters.png", "codes.png",
                                   "cluster_00.png", "cluster_01.png", "cluster_02.png",
                                   "known_images.bin"));
  const auto metrics = place.json("runs/job/0001/clusters/metrics.json");
  for (const char* key : {"k", "sizes", "inertia", "silhouette", "accuracy", "majority_accuracy",
                          "nmi", "ari", "purity"}) {
    EXPECT_TRUE(metrics.contains(key)) << key;
  }
  EXPECT_EQ(metrics["sizes"].size(), 3U);
  EXPECT_EQ(metrics["encoder_sha256"], place.json("runs/job/0001/summary.json")["encoder_sha256"]);
  const std::string csv = slurp(place.path() / "runs/job/0001/clusters/assignments.csv");
  EXPECT_EQ(csv.substr(0, csv.find('\n')), "index,cluster,distance,label");
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 61);
  EXPECT_THAT(outcome.out, HasSubstr("runs/job/latest/clusters/clusters.png\n"));
  EXPECT_THAT(outcome.err, HasSubstr("k-means: 60 codes of 4 values, k = 3"));
  for (const char* picture : {"confusion", "clusters", "codes", "cluster_00", "cluster_02"}) {
    const std::string name = fmt::format("runs/job/0001/clusters/{}.png", picture);
    EXPECT_EQ(slurp(place.path() / name).substr(0, 4), "\x89PNG") << name;
  }
}

TEST_F(Cluster, BySpectralLeavesEigenvaluesAndTheNumberOfEigenvectors) {
  const Outcome outcome =
      place.cluster({"runs/job/latest", "--set", "clustering.method=spectral", "--set",
                     "clustering.k=3", "--set", "clustering.neighbors=5"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, testing::ContainsRegex("spectral: 60 codes of 4 values, 5 neighbors of "
                                                  "each, k = 3, [345] eigenvectors, "));
  EXPECT_THAT(outcome.out, testing::ContainsRegex("modularity +0\\.[0-9]+\neigenvectors +[345]\n"
                                                  "eigengap +0\\.[0-9]+\n"));
  const auto metrics = place.json("runs/job/0001/clusters/metrics.json");
  EXPECT_EQ(metrics["method"], "spectral");
  EXPECT_EQ(metrics["k"], 3);
  EXPECT_EQ(metrics["sizes"].size(), 3U);
  EXPECT_EQ(metrics["eigenvalues"].size(), 5U);
  EXPECT_THAT(slurp(place.path() / "runs/job/0001/clusters/iterations.csv"),
              testing::StartsWith(
                  "stage,iterations,products,eigenvectors,residual,inertia,modularity\nk-means,"));
  EXPECT_THAT(place.below("runs/job/0001/clusters"),
              testing::IsSupersetOf({"code_index.bin", "clusters.png", "cluster_02.png"}));
}

TEST_F(Cluster, SaysHowMuchOfTheGroupsIsToBeBelieved) {
  const Outcome outcome = place.cluster({"runs/job/latest", "--repeat"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              testing::ContainsRegex("neighbors that agree +[01][.][0-9]+\n"
                                     "images whose neighbors all agree +[01][.][0-9]+\n"
                                     "the same from another seed +[01][.][0-9]+\n"));
  const auto trust = place.json("runs/job/0001/clusters/metrics.json").at("trust");
  EXPECT_EQ(trust.at("clusters").size(), 3U);
  EXPECT_TRUE(trust.at("repeated").is_number());
  ASSERT_FALSE(trust.at("sentences").empty());
  for (const auto& sentence : trust.at("sentences"))
    EXPECT_THAT(outcome.out, HasSubstr(sentence.get<std::string>() + "\n"));
  EXPECT_THAT(trust.at("sentences")[0].get<std::string>(), testing::StartsWith("Groups "))
      << outcome.out;
  EXPECT_THAT(slurp(place.path() / "runs/job/0001/clusters/clusters.csv"),
              testing::StartsWith("cluster,images,label,share,neighbors_agree,all_agree,overlaps,"
                                  "overlap,edges_between_halves,lesser_half\n0,"));
}

TEST_F(Cluster, BelievesTheSameWithoutLabels) {
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  place.write_config("bare.json", {});
  const Outcome outcome = place.cluster(
      {"--encoder", "runs/job/0001/encoder.pt", "--config", "bare.json", "--out", "out"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(place.json("out/metrics.json").at("trust"),
            place.json("runs/job/0001/clusters/metrics.json").at("trust"));
}

TEST_F(Cluster, NeverOverwritesAResult) {
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  ASSERT_EQ(place.cluster({"runs/job/latest", "--set", "clustering.k=4"}).code, 0);
  EXPECT_EQ(place.json("runs/job/0001/clusters/metrics.json")["k"], 3);
  EXPECT_EQ(place.json("runs/job/0001/clusters-2/metrics.json")["k"], 4);
  const Outcome outcome = place.cluster({"--encoder", "runs/job/0001/encoder.pt", "--config",
                                         "job.json", "--out", "runs/job/0001/clusters"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "codegrid-cluster: error: runs/job/0001/clusters: exists already; results are never "
            "overwritten, so choose "
            "another folder\n");
}

TEST_F(Cluster, WorksWithoutARunFolderAndGivesTheSameBytes) {
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  ASSERT_EQ(place
                .cluster({"--encoder", "runs/job/0001/encoder.pt", "--config", "job.json", "--out",
                          "out/deep"})
                .code,
            0);
  EXPECT_EQ(slurp(place.path() / "out/deep/assignments.csv"),
            slurp(place.path() / "runs/job/0001/clusters/assignments.csv"));
  EXPECT_EQ(slurp(place.path() / "out/deep/codes.npy"),
            slurp(place.path() / "runs/job/0001/clusters/codes.npy"));
}

TEST_F(Cluster, AtUnitLengthKeepsTheEncodersCodesAndLeavesNoFurtherFile) {
  ASSERT_EQ(place.cluster({"runs/job/latest"}).code, 0);
  const Outcome outcome = place.cluster({"runs/job/latest", "--set", "clustering.normalize=l2"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(place.below("runs/job/0001/clusters-2"),
              testing::UnorderedElementsAreArray(place.below("runs/job/0001/clusters")));
  EXPECT_EQ(slurp(place.path() / "runs/job/0001/clusters-2/codes.npy"),
            slurp(place.path() / "runs/job/0001/clusters/codes.npy"));
  EXPECT_NE(slurp(place.path() / "runs/job/0001/clusters-2/centroids.npy"),
            slurp(place.path() / "runs/job/0001/clusters/centroids.npy"));
}

TEST_F(Cluster, DoesWithoutLabels) {
  place.write_config("bare.json", {});
  const Outcome outcome = place.cluster(
      {"--encoder", "runs/job/0001/encoder.pt", "--config", "bare.json", "--out", "out"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_FALSE(place.json("out/metrics.json").contains("accuracy"));
  EXPECT_TRUE(place.json("out/metrics.json").contains("silhouette"));
  EXPECT_FALSE(fs::exists(place.path() / "out/confusion.csv"));
  EXPECT_THAT(slurp(place.path() / "out/assignments.csv"),
              testing::ContainsRegex("\n0,[0-2],[0-9.e-]+,\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("accuracy")));
}

TEST_F(Cluster, RefusesMoreClustersThanImagesAndFewerThanOne) {
  const Outcome many = place.cluster({"runs/job/latest", "--set", "clustering.k=61"});
  EXPECT_EQ(many.code, 3);
  EXPECT_EQ(
      many.err,
      "codegrid-cluster: error: k-means: found k = 61 clusters for 60 codes; expected k of at "
      "most the number of codes. Lower clustering.k or give more images.\n");
  const Outcome none = place.cluster({"runs/job/latest", "--set", "clustering.k=0"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("clustering.k: found 0, expected a whole number from 1 to "));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
  EXPECT_THAT(place.below("runs/job/0001"), Not(testing::Contains(HasSubstr(".part"))));
}

TEST_F(Cluster, RefusesImagesThatAreAllEqual) {
  std::string pixels;
  std::string image(36, 0);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = static_cast<char>(i);
  for (int i = 0; i < 20; ++i) pixels += image;
  place.write("equal", idx_bytes({20, 6, 6}, pixels));
  place.write_config("equal.json", {{"train_images", "equal"}});
  const Outcome outcome = place.cluster(
      {"--encoder", "runs/job/0001/encoder.pt", "--config", "equal.json", "--out", "out"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(
      outcome.err,
      "codegrid-cluster: error: k-means: found only 1 different among 20 codes; expected at "
      "least k = 3. Lower clustering.k, or look at the encoder: it gives different images the "
      "same code (or, with clustering.normalize l2, the same direction).\n");
  EXPECT_FALSE(fs::exists(place.path() / "out"));
}

TEST_F(Cluster, LeavesNothingWhereTheDataHaveGoneBad) {
  const std::string images = slurp(place.path() / "images");
  place.write("images", std::string_view(images).substr(0, images.size() - 1));
  const std::vector<std::string> before = place.below("runs");
  const Outcome outcome = place.cluster({"runs/job/latest"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("images: is truncated: 2,175 bytes found, 2,176 expected"));
  EXPECT_THAT(place.below("runs"), testing::UnorderedElementsAreArray(before));
}

TEST_F(Cluster, AnswersQuestionsAboutItself) {
  const Outcome valid = place.cluster({"runs/job/latest", "--validate"});
  EXPECT_EQ(valid.code, 0);
  EXPECT_EQ(valid.out, "runs/job/latest/config.json: valid\n");
  const Outcome printed =
      place.cluster({"runs/job/latest", "--set", "clustering.k=5", "--print-config"});
  EXPECT_EQ(printed.code, 0);
  EXPECT_EQ(nlohmann::json::parse(printed.out)["clustering"]["k"], 5);
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
  const Outcome help = place.cluster({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, HasSubstr("codegrid-cluster runs/mnist/latest"));
  EXPECT_THAT(place.cluster({"--version"}).out,
              testing::MatchesRegex("codegrid [0-9.]+ \\(.*\\)\n"));
}

TEST_F(Cluster, AsksForARunOrForAllThreeParts) {
  EXPECT_EQ(place.cluster({}).code, 2);
  EXPECT_EQ(place.cluster({"--encoder", "x"}).err,
            "codegrid-cluster: error: --encoder, --config and --out go together\nTry "
            "codegrid-cluster --help\n");
  EXPECT_EQ(place.cluster({"runs/job/latest", "--encoder", "x"}).code, 2);
  EXPECT_EQ(
      place.cluster({"runs"}).err,
      "codegrid-cluster: error: runs: not a run folder of codegrid-train: it has no config.json\n");
  fs::remove(place.path() / "runs/job/0001/encoder.pt");
  const Outcome unfinished = place.cluster({"runs/job/0001"});
  EXPECT_EQ(unfinished.code, 3);
  EXPECT_EQ(
      unfinished.err,
      "codegrid-cluster: error: runs/job/0001: has no encoder.pt; its training did not finish; to "
      "go on with it: " CODEGRID_BIN_DIR "/codegrid-train --resume runs/job/0001\n");
}

TEST_F(Cluster, WhatTheTrainingUsedCannotBeChanged) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  for (const std::string assignment : {"model.code=5", R"(model={"code":5})"}) {
    const Outcome outcome = place.cluster({"runs/job/latest", "--set", assignment});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_EQ(outcome.err,
              "codegrid-cluster: error: --set: model.code: the encoder is trained already; to "
              "change this, train again\n");
  }
  const Outcome named = place.cluster({"runs/job/latest", "--set", "name=other"});
  EXPECT_EQ(named.code, 2);
  EXPECT_EQ(named.err,
            "codegrid-cluster: error: --set: name: has no effect on a clustering; leave it out\n");
}

}  // namespace
}  // namespace codegrid
