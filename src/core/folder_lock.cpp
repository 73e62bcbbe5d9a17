#include "core/folder_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>

#include "core/error.hpp"
#include "core/file_calls.hpp"

namespace fs = std::filesystem;

namespace codegrid {

FolderLock::FolderLock(const fs::path& folder, int operation)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_.get() < 0) fail_to("open folder", folder, errno);
  while (::flock(descriptor_.get(), operation) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) fail_to("lock", folder, errno);
    throw usage_error(fmt::format(
        "{}: another process is at work in this folder; wait for it or stop it", folder.string()));
  }
}

FolderLock::FolderLock(const fs::path& folder) : FolderLock(folder, LOCK_EX | LOCK_NB) {}

FolderLock FolderLock::wait_for(const fs::path& folder) { return {folder, LOCK_EX}; }

}  // namespace codegrid
