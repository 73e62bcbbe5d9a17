#pragma once

#include <cstddef>
#include <filesystem>
#include <new>
#include <string>

namespace codegrid {

/// The most memory that this process can have besides what it has.
struct MemoryLimit {
  double bytes;       ///< Infinite where the system does not say.
  std::string whose;  ///< Of what it is left: "this machine's memory and swap", for a message.
};

/// What is left now, the least of: the machine's memory and swap (what the kernel calls available),
/// those of the process's control group and of the groups above it, and its address space (ulimit
/// -v). The pages of files that the system keeps count as free.
///   root: where the system's folders lie.
MemoryLimit memory_limit(const std::filesystem::path& root = "/");

/// A bad_alloc of ours that knows how much was asked for, and for what: "a checkpoint".
class OutOfMemory : public std::bad_alloc {
 public:
  OutOfMemory(std::size_t bytes, const std::string& what);
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  std::string message_;
};

/// 3435973836 -> "3.2 GiB"; up to KiB, "100 bytes".
std::string readable_bytes(double bytes);

}  // namespace codegrid
