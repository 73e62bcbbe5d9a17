#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// How the program at hand lets its users name the folder of decoded pictures, beside the variable
/// XDG_CACHE_HOME.
enum class CacheNaming {
  kByConfig,    ///< As data.cache: a training, a clustering.
  kByVariable,  ///< In no other way: a program that reads no config.
  kByOption     ///< By --cache: codegrid-cache.
};

/// While one lives, messages advise what a program of that kind has; without any, kByConfig. To be
/// made before there are threads that may throw them.
class AdvisedCacheNaming {
 public:
  explicit AdvisedCacheNaming(CacheNaming naming);
  ~AdvisedCacheNaming();
  AdvisedCacheNaming(const AdvisedCacheNaming&) = delete;
  AdvisedCacheNaming& operator=(const AdvisedCacheNaming&) = delete;

 private:
  CacheNaming before_;
};

/// What a message about a cache that cannot be used advises: "name another folder, as data.cache or
/// in XDG_CACHE_HOME".
std::string_view other_cache_advice();

/// `name` in the folder of what codegrid keeps for its user: `$XDG_CACHE_HOME/codegrid/name`
/// (~/.cache/codegrid/name without it; a relative one does not count, as in the XDG Base Directory
/// Specification). Throws Error(kFailed) when neither variable is set: "no folder for `what`".
std::filesystem::path users_cache_folder(std::string_view name, std::string_view what);

/// The folder of decoded pictures that nobody names: `pictures` there. Throws Error(kFailed) when
/// neither variable is set, with what else can be done.
std::filesystem::path picture_cache_folder();

/// Makes `folder` with its parents, where it is missing: for its owner alone. Throws
/// Error(kFailed).
///   kept: what is kept there, for messages.
void make_cache_folder(const std::filesystem::path& folder,
                       std::string_view kept = "pictures are kept decoded there");

/// The key that the name of a file in a folder of ours begins with: a SHA-256 in hexadecimal, and
/// then `ending`, ".pictures" say. Nothing for any other name.
std::optional<std::string> key_in(std::string_view name, std::string_view ending);

/// Where the cache file of `key` lies; and while it is written.
std::filesystem::path cache_file_of(const std::filesystem::path& folder, std::string_view key);
std::filesystem::path unfinished_cache_file_of(const std::filesystem::path& folder,
                                               std::string_view key);
/// The folder that is locked while it is.
std::filesystem::path cache_lock_of(const std::filesystem::path& folder, std::string_view key);

/// The keys of what lies in `folder`, sorted: of its cache files, or of files that are, or were
/// when their process was killed, written or locked. Empty where there is no such folder. Throws
/// Error(kFailed) where it cannot be read.
std::vector<std::string> cache_keys(const std::filesystem::path& folder);
std::vector<std::string> unfinished_keys(const std::filesystem::path& folder);

/// Removes what killed processes left half-written in `folder`, or locked; what a running one
/// writes stays. What cannot be removed stays, too.
void remove_unfinished(const std::filesystem::path& folder);
/// The same for one key.
void remove_unfinished(const std::filesystem::path& folder, const std::string& key);

}  // namespace codegrid
