#include "data/cache/bad_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::ptrdiff_t kMostNamed = 10;

std::string lines_of(const std::vector<SkippedPicture>& bad) {
  std::string lines;
  const std::ptrdiff_t named = std::min(std::ssize(bad), kMostNamed);
  for (auto each = bad.begin(); each != bad.begin() + named; ++each)
    lines += fmt::format("\n  {}: {}", printable(each->name), printable(each->reason));
  if (named < std::ssize(bad))
    lines += fmt::format("\n  and {} more", with_commas(std::ssize(bad) - named));
  return lines;
}

// "2 of 14 files cannot be used as pictures, and 1 folder cannot be read".
std::string what_is_bad(std::int64_t files, const std::vector<SkippedPicture>& bad) {
  const std::int64_t folders = count_folders(bad);
  const std::string of_folders =
      fmt::format("{} cannot be read", counted(folders, "folder", "folders"));
  if (folders == std::ssize(bad)) return of_folders;
  return fmt::format("{} of {} files cannot be used as pictures{}",
                     with_commas(std::ssize(bad) - folders), with_commas(files - folders),
                     folders > 0 ? ", and " + of_folders : "");
}

}  // namespace

void require_good_pictures(const std::filesystem::path& root, std::int64_t files,
                           const std::vector<SkippedPicture>& bad, OnBadImage on_bad_image) {
  const std::string folder = printable(root.native());
  if (std::ssize(bad) >= files) {
    throw data_error(fmt::format("{}: no picture among {}, expected at least one:{}", folder,
                                 counted(files - count_folders(bad), "file", "files"),
                                 lines_of(bad)));
  }
  if (bad.empty() || on_bad_image == OnBadImage::kSkip) return;
  throw data_error(fmt::format(
      "{}: {}:{}\nmend or remove them, or leave them out by \"on_bad_image\": \"skip\" in \"data\"",
      folder, what_is_bad(files, bad), lines_of(bad)));
}

}  // namespace codegrid
