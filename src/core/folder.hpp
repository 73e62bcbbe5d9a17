#pragma once

#include <filesystem>
#include <vector>

namespace codegrid {

/// Removes `path`, if it is there. Throws Error(kFailed) where it then still stands.
void remove_file(const std::filesystem::path& path);

/// Makes `folder` with its parents. Throws Error(kFailed), which names the file or the dangling
/// link that stands in the way.
void make_folders(const std::filesystem::path& folder);

/// Makes and returns the first of `parent`/0001, 0002, ... that does not exist yet; two processes
/// never get the same one.
std::filesystem::path make_numbered_folder(const std::filesystem::path& parent);

/// Points the symbolic link `link` at `target`, replacing an older link in one step. Where it
/// cannot, because the file system has no links or something else has that name, a warning says so:
/// links are a convenience.
void point_link(const std::filesystem::path& link, const std::filesystem::path& target);

/// What lies directly in `folder`, in no order; nothing where there is no such folder. Throws
/// Error(kFailed) where it cannot be read.
std::vector<std::filesystem::path> list_folder(const std::filesystem::path& folder);

}  // namespace codegrid
