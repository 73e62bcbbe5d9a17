#include "core/folder_in_progress.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

#include "core/error.hpp"
#include "core/file_calls.hpp"
#include "core/folder.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kInProgress = ".part";

// "results/" is "results".
fs::path without_trailing_slash(const fs::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

// Renames unless `to` exists, in one step where the file system can; 0, or the errno.
int rename_to_new(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  if (fs::exists(fs::symlink_status(to))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

// Removes `folder`, unless a process holds it.
void remove_if_abandoned(const fs::path& folder) {
  try {
    const FolderLock lock(folder);
    fs::remove_all(folder);
  } catch (const std::exception&) {
    return;  // it is in use, or gone
  }
}

// Removes the hidden folders beside `place` that no process holds.
void remove_abandoned(const fs::path& place) {
  const std::string start = fmt::format(".{}.", place.filename().string());
  for (const fs::path& folder : list_folder(folder_of(place))) {
    const std::string name = folder.filename().string();
    if (!name.starts_with(start) || !name.ends_with(kInProgress)) continue;
    remove_if_abandoned(folder);
  }
}

}  // namespace

FolderInProgress::FolderInProgress(const fs::path& place)
    : place_(without_trailing_slash(place)), hidden_(hidden_beside(place_, kInProgress)) {
  if (fs::exists(fs::symlink_status(place_))) {
    throw usage_error(
        fmt::format("{}: exists already; results are never overwritten, so choose another folder",
                    place_.string()));
  }
  if (!place_.parent_path().empty()) make_folders(place_.parent_path());
  remove_abandoned(place_);
  if (::mkdir(hidden_.c_str(), 0777) != 0) fail_to("make folder", place_, errno);
  try {
    lock_.emplace(hidden_);
  } catch (const Error&) {
    ::rmdir(hidden_.c_str());
    throw;
  }
}

FolderInProgress::~FolderInProgress() {
  std::error_code ignored;
  if (!hidden_.empty()) fs::remove_all(hidden_, ignored);
}

void FolderInProgress::publish() {
  flush_folder(hidden_);
  const int error = rename_to_new(hidden_, place_);
  if (error == EEXIST || error == ENOTEMPTY) {
    throw usage_error(
        fmt::format("{}: appeared while this ran; results are never overwritten", place_.string()));
  }
  if (error != 0) fail_to("make folder", place_, error);
  hidden_.clear();
  flush_folder(folder_of(place_));
}

}  // namespace codegrid
