#pragma once

#include <filesystem>

#include "core/descriptor.hpp"

namespace codegrid {

/// A folder that one process works in at a time. The lock dies with its process.
class FolderLock {
 public:
  /// Throws Error(kUsage) when another process holds it, Error(kFailed) when it cannot be taken.
  explicit FolderLock(const std::filesystem::path& folder);

  /// Waits for it. Throws Error(kFailed) when it cannot be taken.
  static FolderLock wait_for(const std::filesystem::path& folder);

 private:
  FolderLock(const std::filesystem::path& folder, int operation);

  Descriptor descriptor_;
};

}  // namespace codegrid
