#include "core/mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/files.hpp"

namespace codegrid {
namespace {

// Only what a signal handler may call.
void end_program(int) {
  constexpr std::string_view kMessage =
      "error: a data file became shorter while it was in use, or its disk failed\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kMessage.data(), kMessage.size());
  ::_exit(static_cast<int>(ExitCode::kFailed));
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path, ExitCode failure) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) map(path, failure);
  if (mapping_ != nullptr) return;
  read_ = read_file(path, failure);  // and its messages
  bytes_ = read_;
}

// Leaves to read_file what cannot be mapped by its nature: an empty file, or one on a file system
// without mappings. What fails is an error, not a reason to take the whole file into memory.
void MappedFile::map(const std::filesystem::path& path, ExitCode failure) {
  const auto give_up = [&](int error) {
    throw Error(failure, fmt::format("{}: cannot read: {}", path.string(), std::strerror(error)));
  };
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) give_up(errno);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;
  // To be read only: the system then sets no memory aside for it, and would refuse otherwise what
  // is larger than memory.
  void* mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.get(), 0);
  if (mapping == MAP_FAILED && errno == ENODEV) return;
  if (mapping == MAP_FAILED) give_up(errno);
  [[maybe_unused]] static const auto installed = std::signal(SIGBUS, end_program);
  mapping_ = mapping;
  bytes_ = {static_cast<const char*>(mapping), size};
}

MappedFile::~MappedFile() {
  if (mapping_ != nullptr) ::munmap(mapping_, bytes_.size());
}

}  // namespace codegrid
