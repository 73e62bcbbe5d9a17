#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/line_file.hpp"
#include "core/progress.hpp"
#include "core/stopwatch.hpp"
#include "train/epoch_rows.hpp"
#include "train/metrics.hpp"

namespace codegrid {

/// Those of the run in folder `run`.
EpochFiles epoch_files(const std::filesystem::path& run);

/// Tells the user and the run's two metrics files of every epoch.
class EpochLog {
 public:
  /// Begins metrics.jsonl and metrics.csv in `run` with the rows of `before`, whatever stood there.
  ///   epochs, images: to train in all, and in each epoch; columns: of metrics.csv, those that the
  ///   records have.
  EpochLog(const std::filesystem::path& run, const std::vector<EpochRecord>& before,
           std::int64_t epochs, std::int64_t images, Progress& progress,
           LossColumns columns = LossColumns::kTotal);

  void add(const EpochRecord& record);
  /// Brings the rows so far of metrics.jsonl to the disk, for a checkpoint that relies on them.
  /// Throws Error(kFailed).
  void flush_rows() { json_.flush(); }
  /// Shows how far epoch `epoch` is, `seen` images into it.
  void show(std::int64_t epoch, std::int64_t seen);
  /// Brings both files to the disk, and leaves the last epoch's line on a terminal, in place of the
  /// progress. Throws Error(kFailed).
  void finish();

 private:
  std::int64_t epochs_;
  std::int64_t images_;
  std::int64_t images_at_start_ = -1;
  Progress& progress_;
  LineFile json_;
  LineFile csv_;
  std::string last_;
  std::string last_losses_;
  Stopwatch watch_;  // since the first batch of this process
};

}  // namespace codegrid
