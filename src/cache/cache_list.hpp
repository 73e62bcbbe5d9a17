#pragma once

#include <cstdint>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "cache/cache_format.hpp"

namespace codegrid {

/// What is left of the files that a cache file was made from.
enum class CacheSources { kThere, kSomeGone, kGone };
/// "there", "some gone" or "gone".
std::string name_of(CacheSources sources);

/// One file of a cache.
struct CacheEntry {
  std::string key;
  std::filesystem::path file;
  std::int64_t bytes = 0;
  std::time_t made = 0;  ///< When it was written.
  std::string problem;   ///< Why it is of no use, "is truncated"; empty, as the rest is then set.
  std::int64_t pictures = 0;
  CachedShape shape;
  std::string root;  ///< The folder of its pictures.
  CacheSources sources = CacheSources::kThere;
};

/// The cache files in `folder`, the newest first; other files are not looked at. Of each, up to a
/// hundred sources are. Throws Error(kFailed) where the folder cannot be read; one that is missing
/// is empty.
std::vector<CacheEntry> list_cache_files(const std::filesystem::path& folder);

/// Removes the cache file of `key`, damaged or not. Returns why it stays, empty where it is gone:
/// it is no cache file of codegrid's, another user's, or a running process writes it or uses it.
std::string clear_cache_file(const std::filesystem::path& folder, const std::string& key);

}  // namespace codegrid
