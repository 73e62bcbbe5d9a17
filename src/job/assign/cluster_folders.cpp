#include "job/assign/cluster_folders.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "job/cluster_choice.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// What a file system says that knows no links.
bool has_no_links(int error) {
  return error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL;
}

Error cannot_lay(const char* what, const fs::path& place, int error) {
  return run_error(
      fmt::format("{}: cannot {}: {}", printable(place.string()), what, std::strerror(error)));
}

// Whether it has its place now; false where the name is taken by something else.
bool link_to(const fs::path& picture, const fs::path& place) {
  const fs::path target = tidy_path(fs::absolute(picture));
  if (::symlink(target.c_str(), place.c_str()) == 0) return true;
  const int error = errno;
  std::error_code ignored;
  if (error == EEXIST) return fs::read_symlink(place, ignored) == target;
  if (!has_no_links(error)) throw cannot_lay("make a link", place, error);
  throw run_error(
      fmt::format("{}: cannot make a link: {}; its file system may have none: use --copy-into "
                  "instead of --link-into",
                  printable(place.string()), std::strerror(error)));
}

bool holds_the_same(const fs::path& a, const fs::path& b) {
  std::error_code failed;
  if (!fs::is_regular_file(b, failed) || fs::file_size(a, failed) != fs::file_size(b, failed) ||
      failed)
    return false;
  return read_file(a, ExitCode::kFailed) == read_file(b, ExitCode::kFailed);
}

// Renames without replacing anything. 0, or the errno.
int rename_to_new(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  std::error_code ignored;  // a file system without such a rename
  if (fs::exists(fs::symlink_status(to, ignored))) return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

// As link_to. By way of a hidden file, so that a copy is whole or is not there.
bool copy_to(const fs::path& picture, const fs::path& place) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(place, error))) return holds_the_same(picture, place);
  const fs::path hidden = place.parent_path() / fmt::format(".codegrid-{}.part", ::getpid());
  fs::copy_file(picture, hidden, fs::copy_options::overwrite_existing, error);
  int failed = error.value();
  if (failed == 0) failed = rename_to_new(hidden, place);
  if (failed == 0) return true;
  ::unlink(hidden.c_str());
  if (failed == EEXIST) return holds_the_same(picture, place);
  throw cannot_lay("copy a picture to it", place, failed);
}

// "name.png" for 1, "name (2).png" for 2; of a long name, less of it, whole characters of UTF-8.
std::string numbered_name(const fs::path& name, std::int64_t number) {
  constexpr std::size_t kLongest = 255;  // bytes, of any file system
  if (number == 1) return name.string();
  std::string stem = name.stem().string();
  std::string ending = fmt::format(" ({}){}", number, name.extension().string());
  if (ending.size() >= kLongest) {  // all of it behind a dot
    stem = name.string();
    ending = fmt::format(" ({})", number);
  }
  std::size_t end = std::min(stem.size(), kLongest - ending.size());
  while (end > 0 && end < stem.size() && (static_cast<unsigned char>(stem[end]) & 0xC0) == 0x80)
    --end;
  return stem.substr(0, end) + ending;
}

}  // namespace

ClusterFolders::ClusterFolders(fs::path into, Laying laying, std::int64_t k)
    : into_(std::move(into)), laying_(laying), k_(k) {
  make_folders(into_);
}

bool ClusterFolders::lay_as(const fs::path& picture, const fs::path& place) const {
  return laying_ == Laying::kLink ? link_to(picture, place) : copy_to(picture, place);
}

void ClusterFolders::lay(const fs::path& picture, std::int64_t cluster) {
  const fs::path folder = into_ / fmt::format("cluster_{}", cluster_number(cluster, k_));
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) make_folders(folder);
  const fs::path wanted = folder / picture.filename();
  if (lay_as(picture, wanted)) return;
  std::int64_t& number = numbers_.try_emplace(wanted, 2).first->second;
  while (!lay_as(picture, folder / numbered_name(picture.filename(), number))) ++number;
}

}  // namespace codegrid
