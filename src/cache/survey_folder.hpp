#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace codegrid {

/// Where codegrid-train --init keeps the lists of the files that it looked at, to say the next time
/// what has changed: `surveys` beside picture_cache_folder(). Throws Error(kFailed) where neither
/// XDG_CACHE_HOME nor HOME is set.
std::filesystem::path survey_folder();

/// Where the list of `key`, a SHA-256 in hexadecimal, lies in `folder`.
std::filesystem::path survey_file_of(const std::filesystem::path& folder, std::string_view key);

/// The lists in `folder`, sorted; files of other names are none. Empty where there is no such
/// folder. Throws Error(kFailed) where it cannot be read.
std::vector<std::filesystem::path> survey_files(const std::filesystem::path& folder);

}  // namespace codegrid
