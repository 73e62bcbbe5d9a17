#include "core/folder_in_progress.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <vector>

#include "core/error.hpp"
#include "core/file_calls.hpp"
#include "core/folder.hpp"
#include "core/warning.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr int kMostTries = 1000;

// "results/" is "results".
fs::path without_trailing_slash(const fs::path& path) {
  return path.has_filename() ? path : path.parent_path();
}

// Renames unless `to` exists, in one step where the file system can; 0, or the errno.
int rename_to_new(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (!is_lacking(errno)) return errno;
  if (fs::exists(fs::symlink_status(to))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

// Removes `folder`, unless a process holds it.
void remove_if_abandoned(const fs::path& folder) {
  try {
    const FolderLock lock(folder);
    if (lock.is_of(folder)) fs::remove_all(folder);
  } catch (const std::exception&) {
    // In use, or gone. What a process without locks left there is not ours to remove.
    if (is_at_work_here(folder)) return;
    if (const auto holder = who_holds(folder)) warn_once(folder.string(), *holder);
  }
}

bool is_hidden_folder_of(const fs::path& place, const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name.starts_with(hidden_start(place)) && name.ends_with(kInProgress);
}

// Removes the hidden folders beside `place` that no process holds.
void remove_abandoned(const fs::path& place) {
  for (const fs::path& folder : list_folder(folder_of(place))) {
    if (is_hidden_folder_of(place, folder)) remove_if_abandoned(folder);
  }
}

// The place in `folder`, which is there already, beside which its hidden folder lies.
fs::path place_in(const fs::path& folder) { return folder / "results"; }

// Whether it holds nothing but what keeps a process at work there, or a killed one left.
bool is_empty_folder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) return false;
  return std::ranges::all_of(list_folder(folder), [&](const fs::path& entry) {
    return entry.filename() == LockFile::kName || is_hidden_folder_of(place_in(folder), entry);
  });
}

Error appeared(const fs::path& path) {
  return usage_error(
      fmt::format("{}: appeared while this ran; results are never overwritten", path.string()));
}

// Throws where no folder can be made at `place`; whatever the file system says of the name itself
// is known before there is anything to write.
void require_nothing_at(const fs::path& place) {
  struct stat status {};
  if (::lstat(place.c_str(), &status) != 0) {
    if (errno == ENAMETOOLONG || errno == ELOOP) fail_to("make folder", place, errno);
    return;  // ENOENT, or what making it says better
  }
  if (S_ISLNK(status.st_mode) && ::stat(place.c_str(), &status) != 0) {
    std::error_code ignored;
    throw usage_error(
        fmt::format("{}: is a link to {}, which {}; make that folder, remove the link, or choose "
                    "another folder",
                    place.string(), fs::read_symlink(place, ignored).string(),
                    errno == ENOENT ? "does not exist" : "cannot be reached"));
  }
  throw usage_error(
      fmt::format("{}: exists already; results are never overwritten, so choose another folder",
                  place.string()));
}

}  // namespace

FolderInProgress::FolderInProgress(const fs::path& place) : place_(without_trailing_slash(place)) {
  if (is_empty_folder(place_)) {
    place_lock_.emplace(place_);
  } else {
    require_nothing_at(place_);
  }
  make_hidden_folder();
}

void FolderInProgress::make_hidden_folder() {
  const fs::path neighbor = place_lock_ ? place_in(place_) : place_;
  // Another machine, or a container, may have a process of the same number.
  for (int number = 1;; ++number) {
    make_folders(folder_of(neighbor));  // again where a process that had made it took it away
    if (number == 1) remove_abandoned(neighbor);
    hidden_ = hidden_beside(neighbor, number == 1 ? std::string(kInProgress)
                                                  : fmt::format("-{}{}", number, kInProgress));
    int error = ::mkdir(hidden_.c_str(), 0777) == 0 ? 0 : errno;
    if (error == 0 && lock_hidden_folder()) return;
    if (error == 0) error = EEXIST;
    if ((error != EEXIST && error != ENOENT) || number == kMostTries)
      fail_to("make folder", place_, error);
  }
}

// Whether the folder, made just now, is ours: before it is locked, another process that sweeps may
// take it for one that a killed process left.
bool FolderInProgress::lock_hidden_folder() {
  try {
    lock_.emplace(hidden_);
  } catch (const Error& error) {
    const bool taken = error.code() == ExitCode::kUsage || !fs::exists(hidden_);
    if (taken) return false;
    ::rmdir(hidden_.c_str());
    throw;
  }
  if (lock_->is_of(hidden_)) return true;
  lock_.reset();
  return false;
}

FolderInProgress::~FolderInProgress() {
  std::error_code ignored;
  if (!hidden_.empty()) fs::remove_all(hidden_, ignored);
}

void FolderInProgress::publish() {
  flush_folder(hidden_);
  if (place_lock_) return move_files();
  int error = rename_to_new(hidden_, place_);
  if (error == 0) {
    lock_->moved_to(place_);
    hidden_.clear();
  } else if (is_lacking(error) || error == EXDEV) {  // files can be renamed there, folders cannot
    error = ::mkdir(place_.c_str(), 0777) == 0 ? 0 : errno;
    if (error == 0) move_files();
  }
  if (error == EEXIST || error == ENOTEMPTY) throw appeared(place_);
  if (error != 0) fail_to("make folder", place_, error);
  lock_.reset();
  flush_folder(folder_of(place_));
}

void FolderInProgress::move_files() {
  std::vector<fs::path> files = list_folder(hidden_);
  std::erase_if(files, [](const fs::path& file) { return file.filename() == LockFile::kName; });
  std::ranges::sort(files);
  for (const fs::path& file : files) {  // all or none
    const fs::path to = place_ / file.filename();
    if (fs::exists(fs::symlink_status(to))) throw appeared(to);
  }
  for (const fs::path& file : files) {
    const fs::path to = place_ / file.filename();
    if (const int error = rename_to_new(file, to); error != 0) fail_to("write", to, error);
  }
  flush_folder(place_);
}

}  // namespace codegrid
