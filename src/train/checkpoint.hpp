#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/state.hpp"

namespace codegrid {

/// A folder of checkpoints. Each is two files: NAME.safetensors with the tensors, and, written
/// after it, the manifest NAME.json with everything else, the size and SHA-256 of the first and a
/// SHA-256 of its own. NAME is "epoch-0012", or "epoch-0012-batch-00003" inside the epoch after it.
/// The newest is kept, and the one before it.
class Checkpoints {
 public:
  struct Found {
    TrainingState state;
    std::string name;
    std::vector<std::string> damaged;  ///< Why newer ones were passed over, a line each.
  };

  /// `folder` must exist before `write`: one that somebody removed is not made again.
  explicit Checkpoints(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Adds a checkpoint, then removes all but it and the one that was written or read before it.
  /// Throws Error(kFailed); the earlier ones then still stand.
  void write(const TrainingState& state);

  /// The newest whole one: no byte of its tensors is parsed before size and SHA-256 are found
  /// right. Throws Error(kBadData) with what was wrong with each when there is none.
  Found newest();

 private:
  void remove_all_but(const std::string& name, const std::string& other) const;

  std::filesystem::path folder_;
  std::string before_;
};

}  // namespace codegrid
