#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace codegrid {

enum class ExitCode : int;

/// The bytes of a file, mapped into memory: the system reads them when they are looked at and may
/// let go of them again, so that a file can be larger than memory. What cannot be mapped by its
/// nature (a pipe, say) is read instead. Whoever makes the file shorter meanwhile, or pulls out its
/// disk, ends the program with a message and exit code 1 when the missing bytes are looked at.
class MappedFile {
 public:
  /// Throws Error(`failure`) with the system's reason when it is missing or unreadable.
  MappedFile(const std::filesystem::path& path, ExitCode failure);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return bytes_; }

 private:
  void map(const std::filesystem::path& path, ExitCode failure);

  void* mapping_ = nullptr;
  std::string read_;  // where it could not be mapped
  std::string_view bytes_;
};

}  // namespace codegrid
