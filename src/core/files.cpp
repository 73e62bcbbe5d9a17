#include "core/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kTemporary = ".tmp";
constexpr std::string_view kInProgress = ".part";

std::string reason(int error) { return std::strerror(error); }

[[noreturn]] void fail(std::string_view what, const fs::path& path, int error) {
  throw run_error(fmt::format("{}: cannot {}: {}", path.string(), what, reason(error)));
}

// 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// "." for a name without a folder.
fs::path folder_of(const fs::path& path) {
  return path.parent_path().empty() ? "." : path.parent_path();
}

void flush_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) fail("flush folder", folder, errno);
  // Some file systems have no flushing of folders: there is nothing more to be done then.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
    fail("flush folder", folder, errno);
}

fs::path beside(const fs::path& path, std::string_view ending) {
  return path.parent_path() / fmt::format(".{}.{}{}", path.filename().string(), ::getpid(), ending);
}

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

// A file that has another name too is somebody's copy: it must not be written over.
void remove_if_shared(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0 && status.st_nlink > 1) remove_file(path);
}

int open_over(const fs::path& path) {
  remove_if_shared(path);
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
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

std::string read_file(const fs::path& path, ExitCode failure) {
  const auto give_up = [&](int error) {
    throw Error(failure, fmt::format("{}: cannot read: {}", path.string(), reason(error)));
  };
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.get() < 0) give_up(errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) give_up(errno);
  if (S_ISDIR(status.st_mode)) give_up(EISDIR);
  std::string bytes;
  constexpr off_t kMostReserved = off_t{1} << 30;  // a sparse file may claim any size
  bytes.reserve(static_cast<std::size_t>(std::min(status.st_size, kMostReserved)));
  std::string block(1 << 16, '\0');
  while (true) {
    const ssize_t got = ::read(descriptor.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) give_up(errno);
    if (got == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(got));
  }
}

std::string read_first_line(const fs::path& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  return line;
}

void write_file(const fs::path& path, std::string_view bytes) {
  write_file(path, bytes, beside(path, kTemporary));
}

void write_file(const fs::path& path, std::string_view bytes, const fs::path& temporary) {
  FileInProgress file(path, temporary);
  file.append(bytes);
  file.publish();
}

FileInProgress::FileInProgress(const fs::path& path)
    : FileInProgress(path, beside(path, kTemporary)) {}

FileInProgress::FileInProgress(const fs::path& path, const fs::path& temporary)
    : path_(path), temporary_(temporary), descriptor_(open_over(temporary)) {
  if (descriptor_.get() < 0) fail("write", path_, errno);
}

FileInProgress::~FileInProgress() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void FileInProgress::append(std::string_view bytes) {
  if (const int error = write_all(descriptor_.get(), bytes); error != 0)
    fail("write", path_, error);
  size_ += static_cast<std::int64_t>(bytes.size());
}

void FileInProgress::publish() {
  int error = ::ftruncate(descriptor_.get(), size_) == 0 ? 0 : errno;  // what it was written over
  if (error == 0 && ::fsync(descriptor_.get()) != 0) error = errno;
  if (descriptor_.close() != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) error = errno;
  if (error != 0) fail("write", path_, error);
  temporary_.clear();
  flush_folder(folder_of(path_));
}

void remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("remove", path, errno);
}

void make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail("make folder", folder, error.value());
}

fs::path make_numbered_folder(const fs::path& parent) {
  make_folders(parent);
  for (int number = 1;; ++number) {
    fs::path folder = parent / fmt::format("{:04}", number);
    if (::mkdir(folder.c_str(), 0777) == 0) return folder;
    if (errno != EEXIST) fail("make folder", folder, errno);
  }
}

void point_link(const fs::path& link, const fs::path& target) {
  const FolderLock lock =
      FolderLock::wait_for(folder_of(link));  // so that the name is nobody else's
  const fs::path temporary = link.parent_path() / fmt::format(".{}.link", link.filename().string());
  remove_file(temporary);
  if (::symlink(target.c_str(), temporary.c_str()) != 0) fail("link", link, errno);
  if (::rename(temporary.c_str(), link.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    fail("link", link, error);
  }
}

std::vector<fs::path> list_folder(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    entries.push_back(it->path());
  if (error && error != std::errc::no_such_file_or_directory)
    fail("read folder", folder, error.value());
  return entries;
}

void remove_leftovers(const fs::path& folder) {
  for (const fs::path& entry : list_folder(folder)) {
    const std::string name = entry.filename().string();
    if (name.starts_with('.') && name.ends_with(kTemporary)) remove_file(entry);
  }
}

FolderLock::FolderLock(const fs::path& folder, int operation)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  if (descriptor_.get() < 0) fail("open folder", folder, errno);
  while (::flock(descriptor_.get(), operation) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) fail("lock", folder, errno);
    throw usage_error(fmt::format(
        "{}: another process is at work in this folder; wait for it or stop it", folder.string()));
  }
}

FolderLock::FolderLock(const fs::path& folder) : FolderLock(folder, LOCK_EX | LOCK_NB) {}

FolderLock FolderLock::wait_for(const fs::path& folder) { return {folder, LOCK_EX}; }

LineFile::LineFile(const fs::path& path)
    : path_(path),
      descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) {
  if (descriptor_.get() < 0) fail("write", path_, errno);
}

void LineFile::append(std::string_view line) {
  const off_t before = ::lseek(descriptor_.get(), 0, SEEK_END);
  const int error = write_all(descriptor_.get(), fmt::format("{}\n", line));
  if (error == 0) return;
  // A disk that was full after half a line keeps the whole lines only.
  [[maybe_unused]] const int shortened = ::ftruncate(descriptor_.get(), before);
  fail("write", path_, error);
}

void LineFile::flush() {
  if (::fsync(descriptor_.get()) != 0) fail("write", path_, errno);
}

FolderInProgress::FolderInProgress(const fs::path& place)
    : place_(without_trailing_slash(place)), hidden_(beside(place_, kInProgress)) {
  if (fs::exists(fs::symlink_status(place_))) {
    throw usage_error(
        fmt::format("{}: exists already; results are never overwritten, so choose another folder",
                    place_.string()));
  }
  if (!place_.parent_path().empty()) make_folders(place_.parent_path());
  remove_abandoned(place_);
  if (::mkdir(hidden_.c_str(), 0777) != 0) fail("make folder", place_, errno);
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
  if (error != 0) fail("make folder", place_, error);
  hidden_.clear();
  flush_folder(folder_of(place_));
}

}  // namespace codegrid
