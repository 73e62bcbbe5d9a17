#include "core/read_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/file_calls.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"

namespace fs = std::filesystem;

namespace codegrid {

namespace {

// Of `descriptor`, which `name` is open as.
std::string read_all(int descriptor, const fs::path& name, ExitCode failure) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) throw cannot_read(name, errno, failure);
  if (S_ISDIR(status.st_mode)) throw cannot_read(name, EISDIR, failure);
  if (S_ISBLK(status.st_mode) || (S_ISCHR(status.st_mode) && ::isatty(descriptor) == 0)) {
    throw Error(failure, fmt::format("{}: is a device, expected a file", printable(name.string())));
  }
  std::string bytes;
  constexpr off_t kMostReserved = off_t{1} << 30;  // a sparse file may claim any size
  bytes.reserve(static_cast<std::size_t>(std::min(status.st_size, kMostReserved)));
  std::string block(1 << 16, '\0');
  while (true) {
    const ssize_t got = ::read(descriptor, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw cannot_read(name, errno, failure);
    if (got == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace

std::string read_file(const fs::path& path, ExitCode failure) {
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.get() < 0) throw cannot_read(path, errno, failure);
  return read_all(descriptor.get(), path, failure);
}

std::string read_standard_input(ExitCode failure) {
  // What stands in the place of a closed one: see standard_streams.hpp.
  if ((::fcntl(STDIN_FILENO, F_GETFL) & O_PATH) != 0)
    throw Error(failure, "standard input: is closed, expected a text there");
  return read_all(STDIN_FILENO, "standard input", failure);
}

Error cannot_read(const fs::path& path, int error, ExitCode failure) {
  const std::string name = path.string();
  return {failure, fmt::format("{}: cannot read: {}{}", printable(name), system_reason(error),
                               is_unexpanded(name) ? home_advice(name) : "")};
}

std::string read_first_line(const fs::path& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  return line;
}

}  // namespace codegrid
