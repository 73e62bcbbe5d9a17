#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/folder_lock.hpp"

namespace codegrid {

/// The right to write, or remove, the cache file of one key: one process has it at a time. It is a
/// FolderLock on a small folder beside the file, which says who has it and goes with the lock.
class CacheLock {
 public:
  /// Null where another process has it. Throws Error(kFailed) when it cannot be taken;
  /// Error(kUsage) naming a lock file that a killed process left on a file system without locks.
  static std::unique_ptr<CacheLock> try_to_take(const std::filesystem::path& folder,
                                                const std::string& key);

  /// Waits for it. Says once, as a warning, for which process; throws Error once the program is
  /// asked to stop.
  static std::unique_ptr<CacheLock> wait_for(const std::filesystem::path& folder,
                                             const std::string& key);

  ~CacheLock();
  CacheLock(const CacheLock&) = delete;
  CacheLock& operator=(const CacheLock&) = delete;

 private:
  explicit CacheLock(const std::filesystem::path& place) : place_(place), lock_(place) {}
  void sign() const;

  std::filesystem::path place_;
  std::optional<FolderLock> lock_;
};

}  // namespace codegrid
