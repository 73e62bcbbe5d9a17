#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace codegrid {

/// `path`, which is not empty, without what changes nothing: "." and doubled slashes, and a ".."
/// with the folder before it. What stands before a ".." is left where it is a link, whose ".." is
/// the folder above its target, and where it is no folder.
std::filesystem::path tidy_path(const std::filesystem::path& path);

/// Whether both name one file: by links of either kind, or since they are the same path. Of files
/// that are not there, only the paths are compared.
bool is_same_file(const std::filesystem::path& a, const std::filesystem::path& b);

/// The one path of a file or folder, whatever links or working folder it is reached by; of what is
/// not there, an absolute one.
std::filesystem::path one_path_of(const std::filesystem::path& path);

/// Whether `path` begins with a "~" that no shell has replaced: it does so only at the start of a
/// word, not in a file and not in --option=~/data.
bool is_unexpanded(std::string_view path);

/// What to write instead: "; "~" is the home folder to a shell only: write "/home/me/data"".
std::string home_advice(std::string_view path);

/// The working folder. Throws Error(kFailed) where it is gone.
std::filesystem::path working_folder();

}  // namespace codegrid
