#pragma once

#include <filesystem>
#include <optional>

#include "core/folder_lock.hpp"

namespace codegrid {

/// A folder of results that appears whole or not at all: files go into a hidden folder beside
/// `place`, locked while it is written, and `publish` flushes it and renames it. Without `publish`
/// the destructor removes it; what a killed process left of one, the next for the same place
/// removes.
/// An empty folder that is there already stays the one it is, since it may be a disk of its own or
/// somebody's working folder: the hidden one lies in it, and its files are moved one by one.
class FolderInProgress {
 public:
  /// Throws Error(kUsage) if `place` exists and is no empty folder, Error(kFailed) if the hidden
  /// folder cannot be made.
  explicit FolderInProgress(const std::filesystem::path& place);
  ~FolderInProgress();
  FolderInProgress(const FolderInProgress&) = delete;
  FolderInProgress& operator=(const FolderInProgress&) = delete;

  /// Where to write until `publish`.
  const std::filesystem::path& path() const { return hidden_; }
  /// Throws Error(kUsage) if `place` or files in it have appeared since, Error(kFailed) otherwise.
  void publish();

 private:
  void make_hidden_folder();
  bool lock_hidden_folder();
  void move_files();

  std::filesystem::path place_;
  std::optional<FolderLock> place_lock_;  // where it was there before
  std::filesystem::path hidden_;
  std::optional<FolderLock> lock_;
};

}  // namespace codegrid
