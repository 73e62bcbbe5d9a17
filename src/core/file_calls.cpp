#include "core/file_calls.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/descriptor.hpp"
#include "core/error.hpp"

namespace fs = std::filesystem;

namespace codegrid {

std::string system_reason(int error) { return std::strerror(error); }

void fail_to(std::string_view what, const fs::path& path, int error) {
  throw run_error(fmt::format("{}: cannot {}: {}", path.string(), what, system_reason(error)));
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

fs::path folder_of(const fs::path& path) {
  return path.parent_path().empty() ? "." : path.parent_path();
}

void flush_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) fail_to("flush folder", folder, errno);
  // Some file systems have no flushing of folders: there is nothing more to be done then.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
    fail_to("flush folder", folder, errno);
}

fs::path hidden_beside(const fs::path& path, std::string_view ending) {
  return path.parent_path() / fmt::format(".{}.{}{}", path.filename().string(), ::getpid(), ending);
}

}  // namespace codegrid
