#pragma once

#include <gmock/gmock.h>
#include <stdlib.h>

#include <algorithm>
#include <csignal>
#include <sstream>
#include <string>
#include <vector>

#include "cli/checkpoint.hpp"
#include "cli/run.hpp"
#include "core/digest.hpp"

namespace codegrid {

/// Losses of metrics.jsonl, one row an epoch, without what a clock gave.
inline std::string losses(const fs::path& run) {
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

/// Tests of runs that are cut short.
class TrainingRuns : public Cli {
 protected:
  // One thread a run: the tests beside this one must not wait for the threads of tiny steps.
  TrainingRuns() { ::setenv("OMP_NUM_THREADS", "1", 1); }

  /// Writes a job that is long enough to be stopped in the middle; the same in every test.
  void write_job(int epochs, int checkpoint_epochs = 1) const {
    place.write_images("images", 400);
    place.write_labels("labels", 400);
    place.write_config("job.json", {{"train_labels", "labels"}},
                       {{"training",
                         {{"epochs", epochs},
                          {"checkpoint_epochs", checkpoint_epochs},
                          {"batch_size", 4},
                          {"early_stopping", {{"monitor", "none"}}}}}});
  }

  /// Writes a job of a convolutional model that has all that a checkpoint can hold of one: running
  /// means, the generator of dropout, a schedule's step, and a best epoch before the last, to whose
  /// weights it goes back. It takes a second or two and ends by early stopping.
  void write_convolutional_job() const {
    place.write_images("images", 200);
    place.write_labels("labels", 200);
    place.write_config(
        "job.json", {{"train_labels", "labels"}},
        {{"model",
          {{"kind", "convolutional"},
           {"channels", {2, 3}},
           {"batch_norm", true},
           {"dropout", 0.2}}},
         {"training",
          {{"epochs", 400},
           {"optimizer", {{"learning_rate", 0.03}}},
           {"schedule", {{"kind", "cosine"}, {"warmup", 0.1}}},
           {"early_stopping", {{"patience", 10}, {"min_delta", 0.001}, {"restore_best", true}}}}}});
  }

  /// Epochs that metrics.jsonl of `run` holds.
  long epochs_of(const fs::path& run) const {
    const std::string rows = slurp(place.path() / run / "metrics.jsonl");
    return std::count(rows.begin(), rows.end(), '\n');
  }

  /// Two finished run folders hold the same, every picture included, but for what a clock gave.
  static void expect_same_run(const fs::path& whole, const fs::path& resumed) {
    EXPECT_EQ(losses(resumed), losses(whole));
    for (const char* file : {"encoder.pt", "loss.png"}) EXPECT_TRUE(fs::exists(whole / file));
    for (const auto& entry : fs::directory_iterator(whole)) {
      const fs::path file = entry.path().filename();
      if (file != "encoder.pt" && file.extension() != ".png") continue;
      EXPECT_TRUE(slurp(resumed / file) == slurp(entry.path())) << file;
    }
    const auto a = nlohmann::json::parse(slurp(whole / "summary.json"));
    const auto b = nlohmann::json::parse(slurp(resumed / "summary.json"));
    for (const char* key : {"epochs", "stopped_by", "train_loss", "val_loss", "best_epoch",
                            "encoder_epoch", "test_loss", "encoder_sha256"})
      EXPECT_EQ(a[key], b[key]) << key;
    const std::string newest = newest_checkpoint(whole);
    ASSERT_EQ(newest_checkpoint(resumed), newest);
    EXPECT_TRUE(checkpoint_without_clock(slurp(resumed / "checkpoints" / newest)) ==
                checkpoint_without_clock(slurp(whole / "checkpoints" / newest)))
        << newest;
    EXPECT_EQ(sealed_rows(slurp(resumed / "checkpoints" / newest)),
              sha256_hex(slurp(resumed / "metrics.jsonl")));
    const std::string csv = slurp(resumed / "metrics.csv");
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), a["epochs"].get<long>() + 1);
  }

  /// `config`, named "job", ends with the same from the last checkpoint inside its second epoch.
  void expect_to_go_on_from_inside_an_epoch(const std::string& config) const {
    SCOPED_TRACE(config);
    const std::string often = "training.checkpoint_minutes=1e-9";
    const std::string runs = "runs of " + config;
    ASSERT_EQ(place.train({config, "--runs", runs, "--set", often}).code, 0);
    ASSERT_EQ(place.train({config, "--runs", runs, "--set", often}).code, 0);
    const fs::path run = place.path() / runs / "job/0001";
    EXPECT_TRUE(fs::remove(run / "checkpoints/epoch-0002.safetensors"));
    fs::remove(run / "summary.json");
    const Outcome resumed = place.train({"--resume", runs + "/job/0001"});
    EXPECT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, testing::HasSubstr("going on after 1 epoch and "));
    expect_same_run(place.path() / runs / "job/0002", run);
  }

  /// `config`, named "job", made longer once it has ended, is what it is from the start.
  void expect_to_be_made_longer(const std::string& config) const {
    const std::string five = "training.epochs=5";
    ASSERT_EQ(place.train({config}).code, 0);
    const Outcome longer = place.train({"--resume", "runs/job/0001", "--set", five});
    ASSERT_EQ(longer.code, 0) << longer.err;
    ASSERT_EQ(place.train({config, "--set", five}).code, 0);
    expect_same_run(place.path() / "runs/job/0002", place.path() / "runs/job/0001");
  }

  /// SIGTERM after two of the 30 epochs of job.json ends it with everything saved; what it says
  /// when it goes on, to the same as if it had not been stopped.
  void expect_to_be_stopped_and_go_on(std::string& said) const {
    place.write_images("images", 400);
    place.write_labels("labels", 400);
    const std::vector<std::string> long_one{"job.json", "--set", "training.epochs=30", "--set",
                                            "training.early_stopping.monitor=none"};
    std::vector<std::string> whole = long_one;
    whole.insert(whole.end(), {"--runs", "whole"});
    ASSERT_EQ(place.train(whole).code, 0);
    const pid_t child = place.start("codegrid-train", long_one);
    place.wait_until(child, [&] { return epochs_of("runs/job/0001") >= 2; });
    ::kill(child, SIGTERM);
    const Outcome stopped = place.wait(child);
    ASSERT_EQ(stopped.code, 143) << stopped.err;
    const Outcome resumed = place.train({"--resume", "runs/job/0001"});
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    said = resumed.err;
    expect_same_run(place.path() / "whole/job/0001", place.path() / "runs/job/0001");
  }
};

}  // namespace codegrid
