#include "data/cache/listed_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "core/descriptor.hpp"
#include "core/error.hpp"
#include "core/memory_limit.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "image/picture_header.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Bytes of a file that are read before it is known to be a picture.
constexpr std::int64_t kStartBytes = std::int64_t{1} << 16;

constexpr std::string_view kStartAgain = "; start again, when nobody writes to the pictures";

// A pipe in the place of a file would wait for a writer.
int open_at_once(const fs::path& path) {
  return ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

std::string cannot_be_read(int error) {
  return fmt::format("{}{}", kCannotBeRead, std::strerror(error));
}

Error no_longer_as_listed(const fs::path& path, const std::string& found) {
  return data_error(fmt::format("{}: {}{}", printable(path.native()), found, kStartAgain));
}

std::int64_t modified_of(const struct stat& status) {
  return std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

void require_as_listed(const struct stat& status, const ListedPicture& picture,
                       const fs::path& path) {
  if (status.st_size != picture.size) {
    throw no_longer_as_listed(
        path, fmt::format("has changed since the pictures were listed: {} "
                          "found, {} expected",
                          counted(status.st_size, "byte", "bytes"), with_commas(picture.size)));
  }
  if (modified_of(status) != picture.modified)
    throw no_longer_as_listed(path, "has changed since the pictures were listed");
}

// Reads the bytes of the file from `begin` to `end` to the same places of `buffer`; how far they
// go, less than `end` where the file ends before, or nothing after an error.
std::optional<std::int64_t> read_range(int descriptor, std::int64_t begin, std::int64_t end,
                                       std::vector<char>& buffer) {
  if (std::ssize(buffer) < end) buffer.resize(static_cast<std::size_t>(end));
  while (begin < end) {
    const ssize_t got =
        ::read(descriptor, buffer.data() + begin, static_cast<std::size_t>(end - begin));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    begin += got;
  }
  return begin;
}

// Below 0 where `problem` says why.
int open_listed(const fs::path& path, std::string& problem) {
  const int descriptor = open_at_once(path);
  if (descriptor >= 0) return descriptor;
  const int error = errno;
  if (error == ENOENT || error == ENOTDIR)
    throw no_longer_as_listed(path, "is gone since the pictures were listed");
  if (error == EMFILE || error == ENFILE || error == ENOMEM) {
    throw run_error(
        fmt::format("{}: cannot read: {}", printable(path.native()), std::strerror(error)));
  }
  problem = cannot_be_read(error);
  return descriptor;
}

}  // namespace

ReadPicture read_listed_file(const fs::path& root, const ListedPicture& picture,
                             std::vector<char>& buffer) {
  const fs::path path = root / picture.name;
  std::string problem;
  const Descriptor descriptor(open_listed(path, problem));
  if (!problem.empty()) return {{}, problem};
  struct stat status {};
  if (::fstat(descriptor.get(), &status) != 0) return {{}, cannot_be_read(errno)};
  require_as_listed(status, picture, path);
  if (!S_ISREG(status.st_mode)) return {{}, "is no regular file"};

  const std::int64_t start = std::min(picture.size, kStartBytes);
  auto end = read_range(descriptor.get(), 0, start, buffer);
  if (!end) return {{}, cannot_be_read(errno)};
  const std::string_view begin(buffer.data(), static_cast<std::size_t>(*end));
  if (*end == start && !picture_format(begin)) return {begin, ""};
  if (picture.size > kMostFileBytes) {
    return {{},
            fmt::format("is a file of {}, expected at most {}",
                        readable_bytes(static_cast<double>(picture.size)),
                        readable_bytes(static_cast<double>(kMostFileBytes)))};
  }
  // One byte more than there should be, to see that there is none.
  end = read_range(descriptor.get(), *end, picture.size + 1, buffer);
  if (!end || ::fstat(descriptor.get(), &status) != 0) return {{}, cannot_be_read(errno)};
  require_as_listed(status, picture, path);
  if (*end != picture.size) throw no_longer_as_listed(path, "changed while it was read");
  return {{buffer.data(), static_cast<std::size_t>(picture.size)}, ""};
}

bool can_be_read(const fs::path& path) {
  const Descriptor descriptor(open_at_once(path));
  char byte = 0;
  return descriptor.get() >= 0 && ::read(descriptor.get(), &byte, 1) >= 0;
}

}  // namespace codegrid
