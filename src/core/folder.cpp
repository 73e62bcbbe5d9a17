#include "core/folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "core/error.hpp"
#include "core/file_calls.hpp"
#include "core/folder_lock.hpp"
#include "core/warning.hpp"

namespace fs = std::filesystem;

namespace codegrid {

namespace {

// The first part of `folder` that is no folder and can become none; empty where there is none.
std::string in_the_way_of(const fs::path& folder) {
  fs::path part;
  for (const fs::path& name : folder) {
    part /= name;
    std::error_code ignored;
    const fs::file_type type = fs::status(part, ignored).type();
    const bool is_link = fs::is_symlink(part, ignored);
    if (type == fs::file_type::not_found && is_link) {
      return fmt::format(
          "{} is a link to {}, which does not exist; make that folder, or remove "
          "the link",
          part.string(), fs::read_symlink(part, ignored).string());
    }
    if (type == fs::file_type::not_found) return "";
    if (fs::exists(fs::file_status(type)) && type != fs::file_type::directory)
      return fmt::format("{} is a file, expected a folder", part.string());
  }
  return "";
}

// Why `link` cannot point at `target` now; empty where it does.
std::string why_no_link(const fs::path& link, const fs::path& target) {
  std::error_code ignored;
  const fs::file_status before = fs::symlink_status(link, ignored);
  if (fs::exists(before) && !fs::is_symlink(before))
    return "it is no link, and is left as it is";  // a copy by a tool that follows links, say
  const fs::path temporary = link.parent_path() / fmt::format(".{}.link", link.filename().string());
  ::unlink(temporary.c_str());  // what a killed process left
  if (::symlink(target.c_str(), temporary.c_str()) != 0) return system_reason(errno);
  if (::rename(temporary.c_str(), link.c_str()) == 0) return "";
  const int error = errno;
  ::unlink(temporary.c_str());
  return system_reason(error);
}

}  // namespace

void remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail_to("remove", path, errno);
}

void make_folders(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return;
  if (const std::string reason = in_the_way_of(folder); !reason.empty())
    throw run_error(fmt::format("{}: cannot make folder: {}", folder.string(), reason));
  fail_to("make folder", folder, error.value());
}

fs::path make_numbered_folder(const fs::path& parent) {
  int number = 1;
  while (true) {
    make_folders(parent);  // again where another process that had made it took it away (try_out)
    fs::path folder = parent / fmt::format("{:04}", number);
    if (::mkdir(folder.c_str(), 0777) == 0) return folder;
    if (errno == EEXIST) {
      ++number;
    } else if (errno != ENOENT) {
      fail_to("make folder", folder, errno);
    }
  }
}

void point_link(const fs::path& link, const fs::path& target) {
  std::string reason;
  try {
    const FolderLock lock =
        FolderLock::wait_for(folder_of(link));  // else the name may be another's
    reason = why_no_link(link, target);
  } catch (const Error& error) {
    reason = error.what();
  }
  if (reason.empty()) return;
  warn_once("no link",
            fmt::format("{}: does not point at {}: {}", link.string(), target.string(), reason));
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
