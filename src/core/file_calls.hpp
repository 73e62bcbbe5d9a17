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

/// True for what a file system says that does not have a call (flushing a folder, say), rather than
/// that the call failed.
bool is_lacking(int error);

/// Writes all of `bytes`; 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view bytes);

/// The folder that holds `path`; "." for a name without a folder.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// Brings what was written to `descriptor`, which is of `path`, to the disk, or says once that this
/// cannot be done there; 0, or the errno.
int flush_to_disk(int descriptor, const std::filesystem::path& path);

/// Flushes the names in `folder` to the disk, as `flush_to_disk` does. Throws Error(kFailed).
void flush_folder(const std::filesystem::path& folder);

/// The ending of hidden folders that are written.
inline constexpr std::string_view kInProgress = ".part";

/// Where `path` lies for those who use the programs: without a hidden folder that is written and
/// what is below it.
std::filesystem::path shown_place(const std::filesystem::path& path);

/// How the hidden names beside `path` begin: ".name.", or of a long name its first part and a
/// digest of all of it, since what is added to it has to fit into a file system's 255 bytes, too.
std::string hidden_start(const std::filesystem::path& path);

/// A hidden name beside `path` that is this process's own.
std::filesystem::path hidden_beside(const std::filesystem::path& path, std::string_view ending);

}  // namespace codegrid
