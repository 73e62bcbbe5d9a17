#include "core/mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/file_calls.hpp"
#include "core/lock_file.hpp"
#include "core/read_file.hpp"
#include "core/warning.hpp"

namespace codegrid {
namespace {

// Advice on all pages that hold some of `bytes`. Whether the system takes it or not, the bytes are
// the same.
void advise(std::string_view bytes, int advice) {
  static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(bytes.data()) / page * page;
  const auto end = reinterpret_cast<std::uintptr_t>(bytes.data() + bytes.size());
  ::madvise(reinterpret_cast<void*>(begin), end - begin, advice);
}

// Only what a signal handler may call.
void end_program(int) {
  constexpr std::string_view kMessage =
      "error: a data file became shorter while it was in use, or its disk failed\n";
  remove_lock_files();
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
  const auto give_up = [&](int error) { throw cannot_read(path, error, failure); };
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) give_up(errno);
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;
  // To be read only: the system then sets no memory aside for it, and would refuse otherwise what
  // is larger than memory.
  void* mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.get(), 0);
  if (mapping == MAP_FAILED && is_lacking(errno)) {
    return warn_once("no mapping", fmt::format("{}: its file system maps no files ({}); it is read "
                                               "as a whole, and takes memory of its size",
                                               shown_place(path).string(), system_reason(errno)));
  }
  if (mapping == MAP_FAILED) give_up(errno);
  [[maybe_unused]] static const auto installed = std::signal(SIGBUS, end_program);
  mapping_ = mapping;
  bytes_ = {static_cast<const char*>(mapping), size};
}

MappedFile::~MappedFile() {
  if (mapping_ != nullptr) ::munmap(mapping_, bytes_.size());
}

void expect_random_reads(std::string_view bytes) { advise(bytes, MADV_RANDOM); }

void ask_for(std::string_view bytes) { advise(bytes, MADV_WILLNEED); }

std::int64_t waits_for_mapped_bytes() {
  struct rusage usage {};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_majflt;
}

}  // namespace codegrid
