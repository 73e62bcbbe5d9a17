#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace codegrid {

/// What a message about a cache that cannot be used advises.
inline constexpr std::string_view kOtherCacheAdvice =
    "name another folder, as data.cache or in XDG_CACHE_HOME";

/// The folder of decoded pictures that nobody names: `$XDG_CACHE_HOME/codegrid/pictures`
/// (~/.cache/codegrid/pictures without it; a relative one does not count, as in the XDG Base
/// Directory Specification). Throws Error(kFailed) when neither variable is set, with `advice` for
/// what else can be done.
std::filesystem::path picture_cache_folder(
    std::string_view advice = "name another folder as data.cache");

/// Makes `folder` with its parents, where it is missing: for its owner alone. Throws
/// Error(kFailed).
void make_cache_folder(const std::filesystem::path& folder);

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
