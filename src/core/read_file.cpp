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

namespace fs = std::filesystem;

namespace codegrid {

std::string read_file(const fs::path& path, ExitCode failure) {
  const auto give_up = [&](int error) {
    throw Error(failure, fmt::format("{}: cannot read: {}", path.string(), system_reason(error)));
  };
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (descriptor.get() < 0) give_up(errno);
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) give_up(errno);
  if (S_ISDIR(status.st_mode)) give_up(EISDIR);
  std::string bytes;
  constexpr off_t kMostReserved = off_t{1} << 30;  // a sparse file may claim any size
  bytes.reserve(static_cast<std::size_t>(std::min(status.st_size, kMostReserved)));
  std::string block(1 << 16, '\0');
  while (true) {
    const ssize_t got = ::read(descriptor.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) give_up(errno);
    if (got == 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(got));
  }
}

std::string read_first_line(const fs::path& path) {
  std::ifstream stream(path);
  std::string line;
  std::getline(stream, line);
  return line;
}

}  // namespace codegrid
