#include "data/sources/listed_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <string_view>

#include "core/paths.hpp"
#include "core/printable.hpp"

namespace codegrid {
namespace {

// Of the link `path`; empty where it is none.
std::string link_target(int folder, const char* path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t length = ::readlinkat(folder, path, target.data(), target.size());
  target.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return target;
}

}  // namespace

std::string why_no_file(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return "";
  std::string_view kind = "something else";
  if (S_ISDIR(status.st_mode)) kind = "a folder";
  if (S_ISFIFO(status.st_mode)) kind = "a named pipe";
  if (S_ISSOCK(status.st_mode)) kind = "a socket";
  if (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)) kind = "a device";
  return fmt::format("is {}, expected a file", kind);
}

std::string why_not_found(int folder, const char* path, int error) {
  if (error == ELOOP) return "is a link that leads in a circle";
  const std::string target = link_target(folder, path);
  if (error == ENOENT && !target.empty())
    return fmt::format("is a link to \"{}\", which is not there", printable(target));
  return fmt::format("cannot be read: {}{}", std::strerror(error),
                     is_unexpanded(path) ? home_advice(path) : "");
}

std::int64_t modified_at(const struct stat& status) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return std::int64_t{status.st_mtim.tv_sec} * kSecond + status.st_mtim.tv_nsec;
}

}  // namespace codegrid
