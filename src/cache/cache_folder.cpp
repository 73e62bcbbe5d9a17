#include "cache/cache_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "cache/cache_format.hpp"
#include "cache/cache_lock.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kFinished = ".pictures";
constexpr std::string_view kUnfinished = ".unfinished";
constexpr std::string_view kLocked = ".lock";

CacheNaming advised_naming = CacheNaming::kByConfig;

std::vector<std::string> keys_with(const fs::path& folder,
                                   std::initializer_list<std::string_view> endings) {
  std::set<std::string> keys;
  for (const fs::path& entry : list_folder(folder)) {
    for (const std::string_view ending : endings) {
      if (const auto key = key_in(entry.filename().native(), ending)) keys.insert(*key);
    }
  }
  return {keys.begin(), keys.end()};
}

}  // namespace

AdvisedCacheNaming::AdvisedCacheNaming(CacheNaming naming)
    : before_(std::exchange(advised_naming, naming)) {}
AdvisedCacheNaming::~AdvisedCacheNaming() { advised_naming = before_; }

std::string_view other_cache_advice() {
  switch (advised_naming) {
    case CacheNaming::kByVariable:
      return "name another folder in XDG_CACHE_HOME";
    case CacheNaming::kByOption:
      return "name another folder by --cache";
    case CacheNaming::kByConfig:
      break;
  }
  return "name another folder, as data.cache or in XDG_CACHE_HOME";
}

fs::path users_cache_folder(std::string_view name, std::string_view what) {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(cache).is_absolute()) return fs::path(cache) / "codegrid" / name;
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home != '\0') return fs::path(home) / ".cache" / "codegrid" / name;
  throw run_error(fmt::format(
      "no folder for {}: neither XDG_CACHE_HOME (an absolute path) nor HOME is set; set "
      "one of them",
      what));
}

fs::path picture_cache_folder() {
  try {
    return users_cache_folder("pictures", "decoded pictures");
  } catch (const Error& error) {
    if (advised_naming == CacheNaming::kByVariable) throw;
    throw run_error(fmt::format("{}, or {}", error.what(),
                                advised_naming == CacheNaming::kByOption
                                    ? "name the folder by --cache"
                                    : "name another folder as data.cache"));
  }
}

void make_cache_folder(const fs::path& folder, std::string_view kept) {
  try {
    if (folder.has_parent_path()) make_folders(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0) make_folders(folder);  // and its messages
  } catch (const Error& error) {
    throw run_error(fmt::format("{} ({}); {}", error.what(), kept, other_cache_advice()));
  }
}

std::optional<std::string> key_in(std::string_view name, std::string_view ending) {
  if (name.size() != kCacheKeyLength + ending.size() || !name.ends_with(ending))
    return std::nullopt;
  const std::string_view key = name.substr(0, kCacheKeyLength);
  if (key.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  return std::string(key);
}

fs::path cache_file_of(const fs::path& folder, std::string_view key) {
  return folder / fmt::format("{}{}", key, kFinished);
}
fs::path unfinished_cache_file_of(const fs::path& folder, std::string_view key) {
  return folder / fmt::format("{}{}", key, kUnfinished);
}
fs::path cache_lock_of(const fs::path& folder, std::string_view key) {
  return folder / fmt::format("{}{}", key, kLocked);
}

std::vector<std::string> cache_keys(const fs::path& folder) {
  return keys_with(folder, {kFinished});
}
std::vector<std::string> unfinished_keys(const fs::path& folder) {
  return keys_with(folder, {kUnfinished, kLocked});
}

void remove_unfinished(const fs::path& folder, const std::string& key) {
  try {
    if (const std::unique_ptr<CacheLock> lock = CacheLock::try_to_take(folder, key))
      remove_file(unfinished_cache_file_of(folder, key));
  } catch (const Error&) {
    // Another user's, or one on a file system without locks, whose lock file has to be removed by
    // hand.
  }
}

void remove_unfinished(const fs::path& folder) {
  for (const std::string& key : unfinished_keys(folder)) remove_unfinished(folder, key);
}

}  // namespace codegrid
