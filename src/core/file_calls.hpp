#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace codegrid {

/// What the rest of the room's files about files and folders share; nobody else includes it.

/// What the system says of the errno `error`.
std::string system_reason(int error);

/// Throws Error(kFailed): "<path>: cannot <what>: <the system's reason>".
[[noreturn]] void fail_to(std::string_view what, const std::filesystem::path& path, int error);

/// Writes all of `bytes`; 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view bytes);

/// The folder that holds `path`; "." for a name without a folder.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// Flushes the names in `folder` to the disk. Throws Error(kFailed).
void flush_folder(const std::filesystem::path& folder);

/// A hidden name beside `path` that is this process's own.
std::filesystem::path hidden_beside(const std::filesystem::path& path, std::string_view ending);

}  // namespace codegrid
