#include <gmock/gmock.h>

#include <stdlib.h>

#include <csignal>
#include <random>
#include <sstream>
#include <thread>

#include "cli/run.hpp"

namespace codegrid {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::StartsWith;

// Losses of metrics.jsonl, one row an epoch, without what a clock gave.
std::string losses(const fs::path& run) {
  std::istringstream lines(slurp(run / "metrics.jsonl"));
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    auto row = nlohmann::json::parse(line);
    row.erase("seconds");
    row.erase("images_per_second");
    all += row.dump() + "\n";
  }
  return all;
}

class Resume : public Cli {
 protected:
  // One thread a run: the tests beside this one must not wait for the threads of tiny steps.
  Resume() { ::setenv("OMP_NUM_THREADS", "1", 1); }

  // Long enough to be stopped in the middle; the same in every test.
  void write_job(int epochs) {
    place.write_images("images", 400);
    place.write_labels("labels", 400);
    place.write_config(
        "job.json", {{"train_labels", "labels"}},
        {{"training",
          {{"epochs", epochs}, {"batch_size", 4}, {"early_stopping", {{"monitor", "none"}}}}}});
  }

  void expect_same_run(const fs::path& whole, const fs::path& resumed) {
    EXPECT_EQ(losses(resumed), losses(whole));
    for (const char* file : {"encoder.pt", "loss.png", "reconstructions.png"})
      EXPECT_TRUE(slurp(resumed / file) == slurp(whole / file)) << file;
    const auto a = nlohmann::json::parse(slurp(whole / "summary.json"));
    const auto b = nlohmann::json::parse(slurp(resumed / "summary.json"));
    for (const char* key :
         {"epochs", "stopped_by", "train_loss", "val_loss", "best_epoch", "test_loss"})
      EXPECT_EQ(a[key], b[key]) << key;
    const std::string csv = slurp(resumed / "metrics.csv");
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), a["epochs"].get<long>() + 1);
  }

  // Starts or goes on until `run` is whole, sending `signal` after random moments `times` times.
  int finish_with_interruptions(const fs::path& run, int signal, int times, int longest) {
    std::mt19937 random(static_cast<unsigned>(signal));
    std::uniform_int_distribution<int> moment(300, longest);
    int interrupted = 0;
    while (true) {
      const bool begun = fs::exists(place.path() / run / "config.json") &&
                         !fs::is_empty(place.path() / run / "checkpoints");
      const std::vector<std::string> arguments =
          begun ? std::vector<std::string>{"--resume", run.string()}
                : std::vector<std::string>{"job.json", "--runs", run.parent_path().parent_path()};
      if (!begun) fs::remove_all(place.path() / run);
      const pid_t child = place.start("codegrid-train", arguments);
      if (interrupted < times) {
        std::this_thread::sleep_for(milliseconds(moment(random)));
        ::kill(child, signal);
      }
      const Outcome outcome = place.wait(child);
      if (outcome.code == 0 || fs::exists(place.path() / run / "summary.json")) return interrupted;
      ++interrupted;
      EXPECT_EQ(outcome.code, signal == SIGKILL ? -1 : 128 + signal) << outcome.err;
      if (interrupted > times) return interrupted;
    }
  }
};

TEST_F(Resume, KilledAtRandomMomentsARunEndsWithTheSameBits) {
  write_job(500);
  ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
  EXPECT_GE(finish_with_interruptions("killed/job/0001", SIGKILL, 10, 900), 1);
  expect_same_run(place.path() / "whole/job/0001", place.path() / "killed/job/0001");
}

TEST_F(Resume, TerminatedAtRandomMomentsARunEndsWithTheSameBits) {
  write_job(500);
  ASSERT_EQ(place.train({"job.json", "--runs", "whole"}).code, 0);
  EXPECT_GE(finish_with_interruptions("ended/job/0001", SIGTERM, 4, 900), 1);
  expect_same_run(place.path() / "whole/job/0001", place.path() / "ended/job/0001");
}

TEST_F(Resume, ASignalStopsTheRunWithEverythingSavedAndSaysHowToGoOn) {
  write_job(100000);
  for (const auto& [signal, name] : {std::pair{SIGINT, "SIGINT"}, std::pair{SIGTERM, "SIGTERM"}}) {
    const pid_t child = place.start("codegrid-train", {"job.json", "--runs", name});
    const fs::path run = fs::path(name) / "job/0001";
    while (!fs::exists(place.path() / run / "checkpoints/epoch-0002.json"))
      std::this_thread::sleep_for(milliseconds(5));
    ::kill(child, signal);
    const Outcome outcome = place.wait(child);
    EXPECT_EQ(outcome.code, 128 + signal);
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err,
                HasSubstr(std::string("codegrid-train: stopped by ") + name + " after "));
    EXPECT_THAT(outcome.err, HasSubstr(" of 100000 epochs, with everything saved; to go on:\n"
                                       "  codegrid-train --resume " +
                                       run.string() + "\n"));
    EXPECT_FALSE(fs::exists(place.path() / run / "summary.json"));
    EXPECT_EQ(slurp(place.path() / run / "loss.png").substr(0, 4), "\x89PNG");
  }
}

TEST_F(Resume, TwoProcessesNeverShareARun) {
  write_job(100000);
  const pid_t child = place.start("codegrid-train", {"job.json"});
  while (!fs::exists(place.path() / "runs/job/0001/checkpoints/epoch-0001.json"))
    std::this_thread::sleep_for(milliseconds(5));
  const Outcome second = place.train({"--resume", "runs/job/latest"});
  EXPECT_EQ(second.code, 2);
  EXPECT_EQ(second.err,
            "codegrid-train: error: runs/job/0001: another process is at work in this folder; wait "
            "for it or stop it\n");
  ::kill(child, SIGKILL);
  place.wait(child);
}

TEST_F(Resume, AFinishedRunCanOnlyBeMadeLonger) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const Outcome again = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(again.code, 2);
  EXPECT_EQ(again.err.substr(again.err.find("codegrid-train: error")),
            "codegrid-train: error: runs/job/0001: finished after 2 epochs; nothing to go on with. "
            "To train longer: --set training.epochs=N with a larger N\n");
  EXPECT_TRUE(fs::exists(place.path() / "runs/job/0001/summary.json"));

  const Outcome longer = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=5"});
  ASSERT_EQ(longer.code, 0) << longer.err;
  ASSERT_EQ(place.train({"job.json", "--set", "training.epochs=5"}).code, 0);
  expect_same_run(place.path() / "runs/job/0002", place.path() / "runs/job/0001");
  EXPECT_EQ(place.json("runs/job/0001/config.json")["training"]["epochs"], 5);
  EXPECT_EQ(place.json("runs/job/0001/environment.json")["resumed"][0]["epoch"], 2);
}

TEST_F(Resume, OtherKeysAreRefusedByName) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  const Outcome outcome =
      place.train({"--resume", "runs/job/0001", "--set", "training.batch_size=8", "--set", "seed=9",
                   "--set", "training.epochs=9"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err,
            "codegrid-train: error: runs/job/0001: a run that goes on may change device, "
            "training.epochs and training.checkpoint_minutes only; for another value of the "
            "following, start a new run\n  seed\n  training.batch_size\n");
}

TEST_F(Resume, OtherDataAreRefused) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  place.write_images("images", 61);
  place.write_labels("labels", 61);
  const Outcome outcome = place.train({"--resume", "runs/job/0001", "--set", "training.epochs=9"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("images: not the file that the run runs/job/0001 began with"));
}

TEST_F(Resume, ADamagedCheckpointIsPassedOverLoudly) {
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  fs::remove(place.path() / "runs/job/0001/summary.json");
  place.write("runs/job/0001/checkpoints/epoch-0002.safetensors", "x");
  const Outcome outcome = place.train({"--resume", "runs/job/0001"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.err,
              HasSubstr("epoch-0002.safetensors: damaged (1 bytes; its manifest says "));
  EXPECT_THAT(outcome.err, HasSubstr("going on from epoch-0001\n"));
  expect_same_run(place.path() / "runs/job/0002", place.path() / "runs/job/0001");
}

TEST_F(Resume, WhatIsNoRunIsNamed) {
  EXPECT_EQ(place.train({"--resume", "nowhere"}).err,
            "codegrid-train: error: nowhere: not a run folder of codegrid-train: it has no "
            "config.json\n");
  ASSERT_EQ(place.train({"job.json"}).code, 0);
  EXPECT_EQ(place.train({"--resume", "runs/job"}).err,
            "codegrid-train: error: runs/job: not a run folder of codegrid-train: it has no "
            "config.json; did you mean runs/job/latest?\n");
  EXPECT_EQ(place.train({"--resume", "nowhere"}).code, 2);
  EXPECT_THAT(place.train({"job.json", "--resume", "x"}).err,
              StartsWith("codegrid-train: error: "));
  EXPECT_EQ(place.train({"job.json", "--resume", "x"}).code, 2);
}

TEST_F(Resume, AFolderRemovedWhileRunningIsAnErrorAndNotMadeAgain) {
  write_job(100000);
  const pid_t child = place.start("codegrid-train", {"job.json"});
  while (!fs::exists(place.path() / "runs/job/0001/checkpoints/epoch-0001.json"))
    std::this_thread::sleep_for(milliseconds(5));
  fs::rename(place.path() / "runs/job/0001", place.path() / "elsewhere");
  const Outcome outcome = place.wait(child);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cannot write: No such file or directory\n"));
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001"));
}

TEST_F(Resume, AClusteringThatIsStoppedLeavesNothing) {
  place.write_images("images", 60000);
  place.write_labels("labels", 60000);
  ASSERT_EQ(
      place.train({"job.json", "--set", "training.epochs=1", "--set", "training.batch_size=2000"})
          .code,
      0);
  const pid_t child = place.start(
      "codegrid-cluster",
      {"runs/job/0001", "--set", "clustering.n_init=10000", "--set", "clustering.k=50"});
  const auto hidden = [&] {
    for (const auto& entry : fs::directory_iterator(place.path() / "runs/job/0001"))
      if (entry.path().filename().string().starts_with(".clusters")) return true;
    return false;
  };
  while (!hidden()) std::this_thread::sleep_for(milliseconds(5));
  std::this_thread::sleep_for(milliseconds(300));
  ::kill(child, SIGTERM);
  const Outcome outcome = place.wait(child);
  EXPECT_EQ(outcome.code, 143);
  EXPECT_THAT(outcome.err, HasSubstr("codegrid-cluster: stopped by SIGTERM\n"));
  EXPECT_FALSE(hidden());
  EXPECT_FALSE(fs::exists(place.path() / "runs/job/0001/clusters"));
}

}  // namespace
}  // namespace codegrid
