#pragma once

#include <stdlib.h>

#include <algorithm>
#include <sstream>

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

  /// Two finished run folders hold the same, but for what a clock gave.
  static void expect_same_run(const fs::path& whole, const fs::path& resumed) {
    EXPECT_EQ(losses(resumed), losses(whole));
    for (const char* file : {"encoder.pt", "loss.png", "reconstructions.png"})
      EXPECT_TRUE(slurp(resumed / file) == slurp(whole / file)) << file;
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
};

}  // namespace codegrid
