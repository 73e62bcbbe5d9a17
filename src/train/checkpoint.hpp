#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "train/epoch_rows.hpp"
#include "train/state.hpp"

namespace codegrid {

/// A folder of checkpoints. Each is one safetensors file: the tensors, and in its metadata a format
/// version, the manifest with everything else, and the SHA-256 of the file as it would be with that
/// digest's own 64 digits zero. It is called "epoch-0012.safetensors", or
/// "epoch-0012-batch-00003.safetensors" inside the epoch after it. The newest is kept, and the one
/// before it; the file of an older one is what the next is written over. A checkpoint holds the
/// figures of its own epoch only: those before are in metrics.jsonl, under a seal (see RowsSeal).
class Checkpoints {
 public:
  struct Found {
    TrainingState state;
    std::string name;
    std::vector<std::string> damaged;  ///< Why newer ones were passed over, a line each.
  };

  /// `folder` must exist before `write`: one that somebody removed is not made again.
  ///   rows: the metrics files of the same run.
  Checkpoints(std::filesystem::path folder, EpochFiles rows);
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  /// Adds a checkpoint, then lays aside all but it and the one that was written or read before it.
  /// The rows of the state's epochs must be on the disk already. States come in the order of one
  /// training. Throws Error(kFailed); the earlier ones then still stand.
  void write(const TrainingState& state);

  /// The newest whole one, with its epochs out of metrics.jsonl: no byte of a file is parsed before
  /// its SHA-256 is found right. Throws Error(kBadData) with what was wrong with each when there is
  /// none, and as read_epoch_rows does.
  Found newest();

 private:
  RowsSeal seal(const std::vector<EpochRecord>& epochs);
  void lay_aside_all_but(const std::string& name, const std::string& other) const;

  std::filesystem::path folder_;
  std::filesystem::path spare_;  ///< A file that nobody needs, there or not.
  EpochFiles rows_;
  std::string before_;
  RunningSha256 sealed_;  ///< Of the rows of so many epochs:
  std::size_t sealed_epochs_ = 0;
};

}  // namespace codegrid
