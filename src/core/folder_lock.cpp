#include "core/folder_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/error.hpp"
#include "core/file_calls.hpp"
#include "core/warning.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// 0, or the errno: EWOULDBLOCK where another process has the lock; any other, such as NFS 4's EBADF
// or Lustre's ENOSYS, where there is none to have.
int flock_error(const Descriptor& descriptor, int operation) {
  while (::flock(descriptor.get(), operation) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

int open_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail_to("open folder", folder, errno);
  return descriptor;
}

// Below 0 for a folder that may be searched but not read, which only a lock file can guard.
int open_to_lock(const fs::path& folder) {
  const bool may_be_read = ::access(folder.c_str(), R_OK) == 0 || errno != EACCES;
  if (!may_be_read && ::access(folder.c_str(), X_OK) == 0) return -1;
  return open_folder(folder);
}

bool is_not_ours_to_write(int error) { return error == EACCES || error == EPERM || error == EROFS; }

}  // namespace

FolderLock::FolderLock(const fs::path& folder) : descriptor_(open_to_lock(folder)) {
  const int error = descriptor_.get() < 0 ? EACCES : flock_error(descriptor_, LOCK_EX | LOCK_NB);
  if (error == EWOULDBLOCK) {
    throw usage_error(fmt::format(
        "{}: another process is at work in this folder; wait for it or stop it", folder.string()));
  }
  // Also of a process on a machine that mounts the same folder without locks.
  if (const auto holder = who_holds(folder)) throw usage_error(*holder);
  if (error != 0) lock_without_locks(folder, error);
}

bool FolderLock::is_of(const fs::path& folder) const {
  struct stat locked {};
  struct stat there {};
  return ::fstat(descriptor_.get(), &locked) == 0 && ::stat(folder.c_str(), &there) == 0 &&
         locked.st_dev == there.st_dev && locked.st_ino == there.st_ino;
}

void FolderLock::lock_without_locks(const fs::path& folder, int error) {
  const int file_error = file_.make(folder);
  if (file_error == EEXIST) throw usage_error(who_holds(folder).value_or(folder.string()));
  if (is_not_ours_to_write(file_error)) {
    return warn_once("no lock", fmt::format("{}: can neither be locked ({}) nor written to; no "
                                            "other process may change it meanwhile",
                                            folder.string(), system_reason(error)));
  }
  if (file_error != 0) fail_to("lock", folder, file_error);
  const char* why = error == EACCES ? "cannot be locked" : "its file system has no locks";
  warn_once("no locks", fmt::format("{}: {} ({}); a file .lock keeps "
                                    "other processes out instead, and has to be removed by hand "
                                    "where one was killed",
                                    shown_place(folder).string(), why, system_reason(error)));
}

FolderLock::FolderLock(const fs::path& folder, Waiting) : descriptor_(open_folder(folder)) {
  flock_error(descriptor_, LOCK_EX);
}

FolderLock FolderLock::wait_for(const fs::path& folder) { return {folder, Waiting()}; }

}  // namespace codegrid
