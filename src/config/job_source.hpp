#pragma once

#include <filesystem>
#include <string>

namespace codegrid {

/// Where a config comes from: a file, "-" for standard input, or what a shell makes of <(...), such
/// as /dev/fd/63. The last two have no folder and no name of their own.

/// The text. Throws Error(kUsage) where it cannot be read.
std::string read_config(const std::filesystem::path& config);

/// As messages call it.
std::string config_name(const std::filesystem::path& config);

/// What relative paths in it are relative to: its folder, or the working folder. Absolute. Throws
/// Error(kFailed) where the working folder is needed and gone.
std::filesystem::path config_folder(const std::filesystem::path& config);

/// The name of a job without a name: that of its file without the ending, or "job".
std::string default_job_name(const std::filesystem::path& config);

/// False for what is gone when it has been read once, such as a pipe.
bool can_be_read_twice(const std::filesystem::path& config);

}  // namespace codegrid
