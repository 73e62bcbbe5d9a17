#include "cache/open_cache_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cache/cache_folder.hpp"
#include "core/error.hpp"
#include "core/warning.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Open for reading, and known to be a file of ours. Its lock does not matter where there is none to
// have.
int open_own_file(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0)
    throw run_error(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
  if (const auto owner = other_owner(path)) {
    throw run_error(fmt::format("{}: {}, expected a file of your own or of root; {}, or remove it",
                                path.string(), *owner, other_cache_advice()));
  }
  if (S_ISDIR(status.st_mode)) {
    throw run_error(fmt::format("{}: is a folder, expected a cache file; remove it, or {}",
                                path.string(), other_cache_advice()));
  }
  if (!S_ISREG(status.st_mode))
    throw data_error(S_ISLNK(status.st_mode) ? "is a link, expected a file" : "is no file");
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0)
    throw run_error(fmt::format("{}: cannot read: {}", path.string(), std::strerror(errno)));
  ::flock(descriptor, LOCK_SH | LOCK_NB);
  return descriptor;
}

}  // namespace

OpenCacheFile::OpenCacheFile(const fs::path& path, const std::string& key)
    : descriptor_(open_own_file(path)),
      file_(path, ExitCode::kFailed),
      view_(parse_cache_file(file_.bytes())) {
  if (!key.empty() && view_.key != key) {
    throw data_error(fmt::format("is of other pictures (key {}..., expected {}...)",
                                 view_.key.substr(0, 12), key.substr(0, 12)));
  }
}

std::shared_ptr<const OpenCacheFile> find_cache_file(const fs::path& folder,
                                                     const std::string& key) {
  const fs::path path = cache_file_of(folder, key);
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(path, ignored))) return nullptr;
  try {
    auto file = std::make_shared<const OpenCacheFile>(path, key);
    // Who wrote it may have been killed before it unlocked.
    if (fs::exists(cache_lock_of(folder, key), ignored)) remove_unfinished(folder, key);
    return file;
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    warn_once("cache " + key, fmt::format("{}: {}; it is made again", path.string(), error.what()));
  }
  return nullptr;
}

std::optional<std::string> other_owner(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
  if (status.st_uid == 0 || status.st_uid == ::geteuid()) return std::nullopt;
  const passwd* user = ::getpwuid(status.st_uid);
  if (user == nullptr) return fmt::format("belongs to user {}", status.st_uid);
  return fmt::format("belongs to {} (user {})", user->pw_name, status.st_uid);
}

}  // namespace codegrid
