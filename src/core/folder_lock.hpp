#pragma once

#include <filesystem>

#include "core/descriptor.hpp"
#include "core/lock_file.hpp"

namespace codegrid {

/// A folder that one process works in at a time. The lock dies with its process. Where the file
/// system has no locks, a LockFile in the folder takes its place, and where the folder cannot be
/// written to either, nothing does; a warning says so.
class FolderLock {
 public:
  /// Throws Error(kUsage) when another process holds it, or left its lock file; Error(kFailed) when
  /// it cannot be taken.
  explicit FolderLock(const std::filesystem::path& folder);

  /// Waits for it; without locks in the file system it does not, and keeps nobody out. Throws
  /// Error(kFailed) where there is no such folder.
  static FolderLock wait_for(const std::filesystem::path& folder);

  /// Whether the folder that is locked is the one at `folder`: who waited for a lock may hold it on
  /// a folder that is removed, and another may stand in its place.
  bool is_of(const std::filesystem::path& folder) const;

  /// The folder has been renamed to `folder`.
  void moved_to(const std::filesystem::path& folder) { file_.moved_to(folder); }

 private:
  struct Waiting {};
  FolderLock(const std::filesystem::path& folder, Waiting);
  void lock_without_locks(const std::filesystem::path& folder, int error);

  Descriptor descriptor_;
  LockFile file_;
};

}  // namespace codegrid
