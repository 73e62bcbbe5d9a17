#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace codegrid {

/// The file `.lock` in a folder, which says that a process is at work there and which: for file
/// systems without locks. Unlike a lock it outlives a process that is killed by SIGKILL or with its
/// machine; every other end of the process removes it, by a signal too.
class LockFile {
 public:
  static constexpr const char* kName = ".lock";

  LockFile() = default;
  ~LockFile() { remove(); }
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// Makes the file in `folder`; 0, or the errno, EEXIST where another process's is there.
  int make(const std::filesystem::path& folder);
  /// Its folder has become `folder`.
  void moved_to(const std::filesystem::path& folder);
  void remove();

 private:
  std::optional<std::size_t> slot_;  // where the signal handlers find its path
};

/// Which process a lock file in `folder` names, whether it still runs, and what to do; nothing
/// where there is no such file.
std::optional<std::string> who_holds(const std::filesystem::path& folder);

/// Whether a lock file in `folder` names a process of this machine that still runs.
bool is_at_work_here(const std::filesystem::path& folder);

/// Removes all lock files of this process. A signal handler may call it, on the way to the end.
void remove_lock_files();

}  // namespace codegrid
