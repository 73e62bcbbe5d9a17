#include "core/folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/file_calls.hpp"
#include "core/folder_lock.hpp"

namespace fs = std::filesystem;

namespace codegrid {

void remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail_to("remove", path, errno);
}

void make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail_to("make folder", folder, error.value());
}

fs::path make_numbered_folder(const fs::path& parent) {
  make_folders(parent);
  for (int number = 1;; ++number) {
    fs::path folder = parent / fmt::format("{:04}", number);
    if (::mkdir(folder.c_str(), 0777) == 0) return folder;
    if (errno != EEXIST) fail_to("make folder", folder, errno);
  }
}

void point_link(const fs::path& link, const fs::path& target) {
  const FolderLock lock =
      FolderLock::wait_for(folder_of(link));  // so that the name is nobody else's
  const fs::path temporary = link.parent_path() / fmt::format(".{}.link", link.filename().string());
  remove_file(temporary);
  if (::symlink(target.c_str(), temporary.c_str()) != 0) fail_to("link", link, errno);
  if (::rename(temporary.c_str(), link.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary.c_str());
    fail_to("link", link, error);
  }
}

std::vector<fs::path> list_folder(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    entries.push_back(it->path());
  if (error && error != std::errc::no_such_file_or_directory)
    fail_to("read folder", folder, error.value());
  return entries;
}

}  // namespace codegrid
