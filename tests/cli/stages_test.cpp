#include <gmock/gmock.h>

#include <csignal>

#include "cli/training_runs.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// A run of two encoders, "wide" and "deep".
class Stages : public TrainingRuns {
 protected:
  Stages() { write_stages(2); }

  void write_stages(int epochs, const nlohmann::json& more = {}) const {
    const auto encoder = [&](const char* name, const nlohmann::json& model) {
      return nlohmann::json{
          {"name", name},
          {"model", model},
          {"training",
           {{"epochs", epochs}, {"batch_size", 4}, {"early_stopping", {{"monitor", "none"}}}}}};
    };
    nlohmann::json job = place.json("job.json");
    job.erase("model");
    job.erase("training");
    job.erase("clustering");
    job["encoders"] = {encoder("wide", {{"code", 5}}), encoder("deep", {{"hidden", {8}}})};
    if (!more.is_null()) job.update(more);
    place.write("stages.json", job.dump(1));
  }
  fs::path in_run(const char* name) const { return place.path() / "runs/stages/0001" / name; }
  void expect_same_encoders(const fs::path& whole) const {
    for (const char* name : {"encoders/wide", "encoders/deep"})
      expect_same_run(whole / name, in_run(name));
    const auto summary = place.json("runs/stages/0001/summary.json");
    EXPECT_EQ(summary["encoders"][1]["name"], "deep");
    EXPECT_EQ(
        summary["encoders"][1]["encoder_sha256"],
        nlohmann::json::parse(slurp(whole / "summary.json"))["encoders"][1]["encoder_sha256"]);
  }
};

TEST_F(Stages, EachEncoderHasTheFolderOfAWholeRun) {
  const Outcome trained = place.train({"stages.json"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("encoder 1 of 2: wide, from seed "));
  EXPECT_THAT(trained.err, HasSubstr("encoder 2 of 2: deep, from seed "));
  EXPECT_THAT(trained.err, HasSubstr("next: "));
  EXPECT_EQ(fs::read_symlink(place.path() / "runs/stages/latest"), "0001");
  const auto whole = place.json("runs/stages/0001/config.json");
  EXPECT_FALSE(whole.contains("model"));
  EXPECT_EQ(whole["encoders"][0]["model"]["code"], 5);
  const auto alone = place.json("runs/stages/0001/encoders/deep/config.json");
  EXPECT_FALSE(alone.contains("encoders"));
  EXPECT_EQ(alone["name"], "deep");
  EXPECT_EQ(alone["model"]["hidden"], nlohmann::json({8}));
  // It repeats that encoder, to the bit.
  ASSERT_EQ(place.train({"runs/stages/0001/encoders/deep/config.json"}).code, 0);
  expect_same_run(place.path() / "runs/deep/0001", in_run("encoders/deep"));
  const Outcome alone_clustered =
      place.cluster({"runs/stages/0001/encoders/wide", "--set", "clustering.method=kmeans"});
  EXPECT_EQ(alone_clustered.code, 0) << alone_clustered.err;
}

TEST_F(Stages, TheGraphOfAllEncodersIsClustered) {
  ASSERT_EQ(place.train({"stages.json"}).code, 0);
  const Outcome clustered = place.cluster({"runs/stages/latest"});
  ASSERT_EQ(clustered.code, 0) << clustered.err;
  EXPECT_TRUE(fs::exists(in_run("clusters/clusters.png")));
  EXPECT_TRUE(fs::exists(in_run("clusters/encoders.json")));
  EXPECT_EQ(place.json("runs/stages/0001/clusters/config.json")["clustering"]["method"], "graph");
  const Outcome assigned = place.assign({"runs/stages/latest", "images"});
  EXPECT_EQ(assigned.code, 0) << assigned.err;
  const Outcome changed =
      place.cluster({"runs/stages/latest", "--set", "encoders[1].model.code=3"});
  EXPECT_EQ(changed.code, 2);
  EXPECT_EQ(changed.err,
            "codegrid-cluster: error: --set: encoders[1].model.code: the encoder is trained "
            "already; to change this, train again\n");
}

TEST_F(Stages, GoOnAtTheOneThatIsUnfinished) {
  ASSERT_EQ(place.train({"stages.json", "--runs", "whole"}).code, 0);
  ASSERT_EQ(place.train({"stages.json"}).code, 0);
  const fs::path whole = place.path() / "whole/stages/0001";
  const Outcome finished = place.train({"--resume", "runs/stages/0001"});
  EXPECT_EQ(finished.code, 0);
  EXPECT_EQ(finished.err, "runs/stages/0001: finished, 2 encoders; nothing to go on with\n");

  // As killed before the second encoder, before its first checkpoint, and in its second epoch.
  fs::remove(in_run("summary.json"));
  fs::remove_all(in_run("encoders/deep"));
  const Outcome unclustered = place.cluster({"runs/stages/0001"});
  EXPECT_EQ(unclustered.code, 3);
  EXPECT_THAT(unclustered.err,
              HasSubstr("runs/stages/0001: has no summary.json; its training did not finish; to go "
                        "on with it: "));
  const Outcome second = place.train({"--resume", "runs/stages/0001"});
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_THAT(second.err, HasSubstr("encoder 1 of 2: wide, trained already\n"));
  expect_same_encoders(whole);

  fs::remove(in_run("summary.json"));
  fs::remove(in_run("encoders/deep/summary.json"));
  fs::remove_all(in_run("encoders/deep/checkpoints"));
  const Outcome again = place.train({"--resume", "runs/stages/0001"});
  ASSERT_EQ(again.code, 0) << again.err;
  expect_same_encoders(whole);

  fs::remove(in_run("summary.json"));
  fs::remove(in_run("encoders/wide/summary.json"));
  fs::remove(in_run("encoders/wide/checkpoints/epoch-0002.safetensors"));
  const Outcome within = place.train({"--resume", "runs/stages/0001"});
  ASSERT_EQ(within.code, 0) << within.err;
  EXPECT_THAT(within.err, HasSubstr("going on after 1 epoch\n"));
  expect_same_encoders(whole);
}

TEST_F(Stages, ASignalStopsTheWholeRunWithEverythingSaved) {
  place.write_images("images", 400);
  place.write_labels("labels", 400);
  write_stages(12);
  ASSERT_EQ(place.train({"stages.json", "--runs", "whole"}).code, 0);
  const pid_t child = place.start("codegrid-train", {"stages.json"});
  place.wait_until(child, [&] { return epochs_of("runs/stages/0001/encoders/deep") >= 1; });
  ::kill(child, SIGINT);
  const Outcome stopped = place.wait(child);
  EXPECT_EQ(stopped.code, 130);
  EXPECT_THAT(stopped.err, HasSubstr("codegrid-train: encoder 2 of 2: deep: stopped by SIGINT "));
  EXPECT_THAT(stopped.err, HasSubstr(" --resume runs/stages/0001\n"));
  const Outcome resumed = place.train({"--resume", "runs/stages/0001"});
  ASSERT_EQ(resumed.code, 0) << resumed.err;
  expect_same_encoders(place.path() / "whole/stages/0001");
}

TEST_F(Stages, WhatWouldMakeAnotherRunIsRefused) {
  ASSERT_EQ(place.train({"stages.json"}).code, 0);
  const Outcome other = place.train({"--resume", "runs/stages/0001", "--set",
                                     "encoders[0].training.epochs=9", "--set", "threads=1"});
  EXPECT_EQ(other.code, 2);
  EXPECT_EQ(other.err,
            "codegrid-train: error: runs/stages/0001: a run that goes on may change device, "
            "threads, encoders[N].training.checkpoint_epochs, "
            "encoders[N].training.checkpoint_minutes, data.root, data.cache only; for another "
            "value of the following, start a new run\n  encoders[0].training.epochs\n");
  // Somebody has trained one of them longer, in its own folder.
  ASSERT_EQ(
      place.train({"--resume", "runs/stages/0001/encoders/wide", "--set", "training.epochs=3"})
          .code,
      0);
  const Outcome longer = place.train({"--resume", "runs/stages/0001"});
  EXPECT_EQ(longer.code, 3);
  EXPECT_EQ(longer.err,
            "codegrid-train: error: runs/stages/0001/encoders/wide: not of the job that "
            "runs/stages/0001/config.json has for this encoder, by training.epochs; remove the "
            "folder, to have the encoder trained again, or start a new run\n");
}

TEST_F(Stages, AConfigThatSaysTooMuchIsRefused) {
  write_stages(2, {{"model", {{"code", 3}}}});
  expect_failure(
      place.train({"stages.json", "--set", "training.epochs=3"}), 2,
      "codegrid-train: error: stages.json: model: has no effect beside encoders, each of "
      "which has its own: leave it out, or set it in them, as in encoders[0].model\n"
      "--set training.epochs=3: training: has no effect beside encoders, each of which "
      "has its own: leave it out, or set it in them, as in encoders[0].training\n");
}

TEST_F(Stages, ARefinementMakesTheRunsEncoder) {
  write_stages(2, {{"refinement",
                    {{"k", 3},
                     {"rounds", 1},
                     {"neighbors", 5},
                     {"student", {{"kind", "dense"}, {"hidden", {16}}}},
                     {"training", {{"epochs", 2}, {"batch_size", 16}}}}}});
  const Outcome trained = place.train({"stages.json"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  EXPECT_TRUE(fs::exists(in_run("encoder.pt")));
  const auto summary = place.json("runs/stages/0001/summary.json");
  EXPECT_EQ(summary["refinement"]["kept"], 1);
  EXPECT_EQ(summary["encoder_sha256"], sha256_hex(slurp(in_run("encoder.pt"))));
  EXPECT_EQ(place.json("runs/stages/0001/config.json")["clustering"]["method"], "refined");
  EXPECT_EQ(place.json("runs/stages/0001/encoders/wide/config.json")["clustering"]["method"],
            "spectral");
  const std::string encoder = slurp(in_run("encoder.pt"));
  const Outcome clustered = place.cluster({"runs/stages/latest"});
  ASSERT_EQ(clustered.code, 0) << clustered.err;

  fs::remove(in_run("encoder.pt"));
  fs::remove(in_run("summary.json"));
  fs::remove_all(in_run("refinement"));
  const Outcome again = place.train({"--resume", "runs/stages/0001"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(slurp(in_run("encoder.pt")) == encoder);
  const Outcome finished = place.train({"--resume", "runs/stages/0001"});
  EXPECT_EQ(finished.err,
            "runs/stages/0001: finished, 2 encoders and the refinement; nothing to go on with\n");
}

}  // namespace
}  // namespace codegrid
