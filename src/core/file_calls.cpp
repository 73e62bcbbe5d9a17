#include "core/file_calls.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/descriptor.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/warning.hpp"

namespace fs = std::filesystem;

namespace codegrid {

std::string system_reason(int error) { return std::strerror(error); }

void fail_to(std::string_view what, const fs::path& path, int error) {
  throw run_error(fmt::format("{}: cannot {}: {}", path.string(), what, system_reason(error)));
}

bool is_lacking(int error) {
  constexpr int kKernelsNotSupported = 524;  // some NFS servers let it through
  switch (error) {
    case EBADF:
    case EINVAL:
    case EISDIR:
    case ENODEV:
    case ENOLCK:
    case ENOSYS:
    case ENOTTY:
    case EOPNOTSUPP:
    case EPERM:
    case kKernelsNotSupported:
      return true;
    default:
      return false;
  }
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

int flush_to_disk(int descriptor, const fs::path& path) {
  if (::fsync(descriptor) == 0) return 0;
  const int error = errno;
  if (!is_lacking(error)) return error;
  warn_once("no flushing", fmt::format("{}: its file system cannot flush to disk ({}); files "
                                       "may be missing or older after a power cut",
                                       shown_place(path).string(), system_reason(error)));
  return 0;
}

void flush_folder(const fs::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.get() < 0) fail_to("flush folder", folder, errno);
  if (const int error = flush_to_disk(descriptor.get(), folder); error != 0)
    fail_to("flush folder", folder, error);
}

fs::path shown_place(const fs::path& path) {
  fs::path place;
  for (const fs::path& part : path) {
    const std::string name = part.string();
    if (name.starts_with('.') && name.ends_with(kInProgress)) break;
    place /= part;
  }
  return place.empty() ? "." : place;
}

std::string hidden_start(const fs::path& path) {
  constexpr std::size_t kLongest = 200;  // bytes; process and ending take up to 50
  constexpr std::size_t kKept = 150;
  constexpr std::size_t kDigits = 32;
  const std::string name = path.filename().string();
  if (name.size() <= kLongest) return fmt::format(".{}.", name);
  std::size_t end = kKept;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // a character
  return fmt::format(".{}~{}.", name.substr(0, end), sha256_hex(name).substr(0, kDigits));
}

fs::path hidden_beside(const fs::path& path, std::string_view ending) {
  return path.parent_path() / fmt::format("{}{}{}", hidden_start(path), ::getpid(), ending);
}

}  // namespace codegrid
