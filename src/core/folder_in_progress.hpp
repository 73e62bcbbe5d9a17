#pragma once

#include <filesystem>
#include <optional>

#include "core/folder_lock.hpp"

namespace codegrid {

/// A folder of results that appears whole or not at all: files go into a hidden folder beside
/// `place`, locked while it is written, and `publish` flushes it and renames it. Without `publish`
/// the destructor removes it; what a killed process left of one, the next for the same place
/// removes.
class FolderInProgress {
 public:
  /// Throws Error(kUsage) if `place` exists, Error(kFailed) if the hidden folder cannot be made.
  explicit FolderInProgress(const std::filesystem::path& place);
  ~FolderInProgress();
  FolderInProgress(const FolderInProgress&) = delete;
  FolderInProgress& operator=(const FolderInProgress&) = delete;

  /// Where to write until `publish`.
  const std::filesystem::path& path() const { return hidden_; }
  /// Throws Error(kUsage) if `place` has appeared since, Error(kFailed) otherwise.
  void publish();

 private:
  std::filesystem::path place_;
  std::filesystem::path hidden_;
  std::optional<FolderLock> lock_;
};

}  // namespace codegrid
