#include "core/paths.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <system_error>

#include "core/error.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// Whether ".." of `folder` is what stands before its last name.
bool leads_back(const fs::path& folder) {
  std::error_code error;  // what cannot be looked at stays as it is
  return folder.has_filename() && folder.filename() != ".." &&
         fs::symlink_status(folder, error).type() == fs::file_type::directory;
}

}  // namespace

fs::path tidy_path(const fs::path& path) {
  fs::path tidy;
  for (const fs::path& part : path) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && leads_back(tidy)) {
      tidy = tidy.parent_path();
    } else {
      tidy /= part;
    }
  }
  return tidy.empty() ? fs::path(".") : tidy;
}

bool is_same_file(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return tidy_path(a) == tidy_path(b) || fs::equivalent(a, b, error);
}

fs::path one_path_of(const fs::path& path) {
  std::error_code error;
  fs::path whole = fs::canonical(path, error);
  if (!error) return whole;
  whole = fs::absolute(path, error);
  return error ? path : whole;
}

bool is_unexpanded(std::string_view path) { return path == "~" || path.starts_with("~/"); }

std::string home_advice(std::string_view path) {
  const char* home = std::getenv("HOME");
  const std::string whole = home == nullptr || *home == '\0'
                                ? "the whole path"
                                : fmt::format("\"{}{}\"", home, path.substr(1));
  return fmt::format("; \"~\" is the home folder to a shell only: write {}", whole);
}

fs::path working_folder() {
  std::error_code error;
  fs::path folder = fs::current_path(error);
  if (!error) return folder;
  throw run_error(
      fmt::format("the working folder is gone: {}; it was removed, or its disk is away: change to "
                  "another folder",
                  error.message()));
}

}  // namespace codegrid
