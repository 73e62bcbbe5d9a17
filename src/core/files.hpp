#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/descriptor.hpp"

namespace codegrid {

enum class ExitCode : int;

/// The whole file as bytes. Throws Error(`failure`) with the system's reason when it is missing or
/// unreadable.
std::string read_file(const std::filesystem::path& path, ExitCode failure);

/// The first line of a small file of the system's, such as those under /sys; empty where it cannot
/// be read.
std::string read_first_line(const std::filesystem::path& path);

/// Replaces `path` by `bytes`, whole or not at all: written beside its place, flushed to disk,
/// renamed, and the folder flushed. The old file survives every failure. Throws Error(kFailed) with
/// the system's reason (disk full, read-only).
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// The same by way of `temporary`, in the same file system, which may be a file that nobody needs
/// any more: written over, its place on the disk need not be given back and taken again, which is
/// half of what a write costs. A file with another name (a hard link) is left as it is.
void write_file(const std::filesystem::path& path, std::string_view bytes,
                const std::filesystem::path& temporary);

/// A file that is written in pieces and appears whole or not at all, as by write_file. Without
/// `publish` nothing is left of it, and an older file stays.
class FileInProgress {
 public:
  /// Throws Error(kFailed), as all of them do.
  explicit FileInProgress(const std::filesystem::path& path);
  /// By way of `temporary`: see write_file.
  FileInProgress(const std::filesystem::path& path, const std::filesystem::path& temporary);
  ~FileInProgress();
  FileInProgress(const FileInProgress&) = delete;
  FileInProgress& operator=(const FileInProgress&) = delete;

  void append(std::string_view bytes);
  /// Flushes it to disk and puts it in its place; nothing can be appended then.
  void publish();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty once it is in its place
  Descriptor descriptor_;
  std::int64_t size_ = 0;
};

/// Removes `path`, if it is there. Throws Error(kFailed) where it then still stands.
void remove_file(const std::filesystem::path& path);

/// Makes `folder` with its parents. Throws Error(kFailed).
void make_folders(const std::filesystem::path& folder);

/// Makes and returns the first of `parent`/0001, 0002, ... that does not exist yet; two processes
/// never get the same one.
std::filesystem::path make_numbered_folder(const std::filesystem::path& parent);

/// Points the symbolic link `link` at `target`, replacing an older link in one step. Throws
/// Error(kFailed).
void point_link(const std::filesystem::path& link, const std::filesystem::path& target);

/// Removes what a killed process left half-written in `folder`: the hidden files of write_file. For
/// a folder that nobody else writes to. Throws Error(kFailed).
void remove_leftovers(const std::filesystem::path& folder);

/// What lies directly in `folder`, in no order; nothing where there is no such folder. Throws
/// Error(kFailed) where it cannot be read.
std::vector<std::filesystem::path> list_folder(const std::filesystem::path& folder);

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

/// A log that grows by whole lines: each append is one write, checked.
class LineFile {
 public:
  /// Opens `path` at its end, or creates it. Throws Error(kFailed).
  explicit LineFile(const std::filesystem::path& path);

  /// Appends `line` and a newline. Throws Error(kFailed).
  void append(std::string_view line);
  /// Returns when all lines are on the disk. Throws Error(kFailed).
  void flush();

 private:
  std::filesystem::path path_;
  Descriptor descriptor_;
};

/// A folder of results that appears whole or not at all: files go into a hidden folder beside
/// `place`, locked while it is written, and `publish` flushes it and renames it. Without `publish`
/// the destructor removes it; what a killed process left of one, the next for the same place
/// removes.
class FolderInProgress {
 public:
  /// Throws Error(kUsage) if `place` exists, Error(kFailed) if the hidden folder cannot be made.
  explicit FolderInProgress(const std::filesystem::path& place);
  ~FolderInProgress();
  FolderInProgress(const FolderInProgress&) = delete;
  FolderInProgress& operator=(const FolderInProgress&) = delete;

  /// Where to write until `publish`.
  const std::filesystem::path& path() const { return hidden_; }
  /// Throws Error(kUsage) if `place` has appeared since, Error(kFailed) otherwise.
  void publish();

 private:
  std::filesystem::path place_;
  std::filesystem::path hidden_;
  std::optional<FolderLock> lock_;
};

}  // namespace codegrid
