#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/descriptor.hpp"

namespace codegrid {

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

/// Removes what a killed process left half-written in `folder`: the hidden files of write_file. For
/// a folder that nobody else writes to. Throws Error(kFailed).
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace codegrid
