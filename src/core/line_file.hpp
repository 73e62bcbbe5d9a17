#pragma once

#include <filesystem>
#include <string_view>

#include "core/descriptor.hpp"

namespace codegrid {

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

}  // namespace codegrid
