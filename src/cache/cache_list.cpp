#include "cache/cache_list.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "cache/cache_folder.hpp"
#include "cache/cache_lock.hpp"
#include "cache/open_cache_file.hpp"
#include "core/descriptor.hpp"
#include "core/error.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::size_t kMostLookedAt = 100;  // sources of one cache file

CacheSources sources_of(const CacheView& view) {
  const fs::path root = view.root;
  const std::size_t names = view.names.size();
  const std::size_t looked_at = std::min(names, kMostLookedAt);
  std::size_t there = 0;
  for (std::size_t i = 0; i < looked_at; ++i) {
    const fs::path name = view.names[i * names / looked_at];
    struct stat status {};
    // An array lies in its archive: that is a file, and no folder.
    there += ::stat((root / name).c_str(), &status) == 0 || errno == ENOTDIR ? 1 : 0;
  }
  std::error_code ignored;
  if (there == looked_at && fs::exists(root, ignored)) return CacheSources::kThere;
  return there > 0 ? CacheSources::kSomeGone : CacheSources::kGone;
}

CacheEntry entry_of(const fs::path& file, const std::string& key) {
  CacheEntry entry;
  entry.key = key;
  entry.file = file;
  struct stat status {};
  if (::lstat(file.c_str(), &status) == 0) {
    entry.bytes = status.st_size;
    entry.made = status.st_mtime;
  }
  try {
    const OpenCacheFile open(file, key);
    const CacheView& view = open.view();
    entry.pictures = static_cast<std::int64_t>(view.names.size());
    entry.shape = view.shape;
    entry.root = view.root;
    entry.sources = sources_of(view);
  } catch (const Error& error) {
    entry.problem = error.what();
    const std::string named = file.string() + ": ";
    if (entry.problem.starts_with(named)) entry.problem.erase(0, named.size());
  }
  return entry;
}

// Why `file` is not to be removed, but for who uses it.
std::string why_not_ours(const fs::path& file, const Descriptor& descriptor, int error) {
  if (const auto owner = other_owner(file)) return *owner;
  if (descriptor.get() < 0)
    return error == ELOOP ? "is a link" : std::string("cannot be read: ") + std::strerror(error);
  struct stat status {};
  std::array<char, 16> start{};
  const bool is_file = ::fstat(descriptor.get(), &status) == 0 && S_ISREG(status.st_mode);
  const ssize_t got = is_file ? ::pread(descriptor.get(), start.data(), start.size(), 0) : 0;
  const std::string_view bytes(start.data(), static_cast<std::size_t>(std::max(got, ssize_t{0})));
  return is_cache_file(bytes) ? "" : "is no cache file of codegrid";
}

}  // namespace

std::string name_of(CacheSources sources) {
  switch (sources) {
    case CacheSources::kThere:
      return "there";
    case CacheSources::kSomeGone:
      return "some gone";
    case CacheSources::kGone:
      break;
  }
  return "gone";
}

std::vector<CacheEntry> list_cache_files(const fs::path& folder) {
  std::vector<CacheEntry> entries;
  for (const std::string& key : cache_keys(folder))
    entries.push_back(entry_of(cache_file_of(folder, key), key));
  std::ranges::stable_sort(entries, std::ranges::greater(), &CacheEntry::made);
  return entries;
}

std::string clear_cache_file(const fs::path& folder, const std::string& key) {
  const fs::path file = cache_file_of(folder, key);
  const Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (const std::string reason = why_not_ours(file, descriptor, errno); !reason.empty())
    return reason;
  const std::unique_ptr<CacheLock> lock = CacheLock::try_to_take(folder, key);
  if (lock == nullptr) return "is written by a running process";
  if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return "is in use by a running process";
  if (::unlink(file.c_str()) != 0) return std::string("cannot be removed: ") + std::strerror(errno);
  return "";
}

}  // namespace codegrid
