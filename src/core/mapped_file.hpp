#pragma once

#include <cstdint>
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

/// Says that `bytes`, in a mapped file, will be looked at here and there: from now on the system
/// reads the pages that are, and not megabytes around each.
void expect_random_reads(std::string_view bytes);

/// Asks the system for `bytes` in a mapped file, and does not wait until they are there.
void ask_for(std::string_view bytes);

/// How often the calling thread has had to wait for the disk, since bytes in a mapped file that it
/// looked at were not in memory.
std::int64_t waits_for_mapped_bytes();

}  // namespace codegrid
