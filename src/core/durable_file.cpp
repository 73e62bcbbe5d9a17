#include "core/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "core/file_calls.hpp"
#include "core/folder.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kTemporary = ".tmp";

// A file that has another name too is somebody's copy: it must not be written over.
void remove_if_shared(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0 && status.st_nlink > 1) remove_file(path);
}

// A longer file is cut before it is written over; one that its file system cannot cut is not of
// use.
void remove_if_never_shorter(const fs::path& path, off_t size) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_size <= size)
    return;
  if (status.st_nlink == 1 && ::truncate(path.c_str(), size) != 0 && is_lacking(errno))
    remove_file(path);
}

// Cuts off what a longer file had behind what was written over it; 0, or the errno.
int cut_to(int descriptor, off_t size) {
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && status.st_size == size) return 0;
  return ::ftruncate(descriptor, size) == 0 ? 0 : errno;
}

int open_over(const fs::path& path) {
  remove_if_shared(path);
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
}

}  // namespace

void write_file(const fs::path& path, std::string_view bytes) {
  write_file(path, bytes, hidden_beside(path, kTemporary));
}

void write_file(const fs::path& path, std::string_view bytes, const fs::path& temporary) {
  remove_if_never_shorter(temporary, static_cast<off_t>(bytes.size()));
  FileInProgress file(path, temporary);
  file.append(bytes);
  file.publish();
}

FileInProgress::FileInProgress(const fs::path& path)
    : FileInProgress(path, hidden_beside(path, kTemporary)) {}

FileInProgress::FileInProgress(const fs::path& path, const fs::path& temporary)
    : path_(path), temporary_(temporary), descriptor_(open_over(temporary)) {
  if (descriptor_.get() < 0) fail_to("write", path_, errno);
}

FileInProgress::~FileInProgress() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void FileInProgress::append(std::string_view bytes) {
  if (const int error = write_all(descriptor_.get(), bytes); error != 0)
    fail_to("write", path_, error);
  size_ += static_cast<std::int64_t>(bytes.size());
}

void FileInProgress::publish() {
  int error = cut_to(descriptor_.get(), size_);
  if (error == 0) error = flush_to_disk(descriptor_.get(), path_);
  if (descriptor_.close() != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(temporary_.c_str(), path_.c_str()) != 0) error = errno;
  if (error != 0) fail_to("write", path_, error);
  temporary_.clear();
  flush_folder(folder_of(path_));
}

void remove_leftovers(const fs::path& folder) {
  for (const fs::path& entry : list_folder(folder)) {
    const std::string name = entry.filename().string();
    if (name.starts_with('.') && name.ends_with(kTemporary)) remove_file(entry);
  }
}

}  // namespace codegrid
