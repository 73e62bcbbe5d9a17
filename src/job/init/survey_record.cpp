#include "job/init/survey_record.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include "cache/cache_folder.hpp"
#include "cache/survey_folder.hpp"
#include "core/digest.hpp"
#include "core/durable_file.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "data/cache/picture_key.hpp"
#include "data/image_table.hpp"
#include "data/picture_changes.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

std::string first_names(const std::vector<std::string>& names) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> first;
  for (const std::string& name : names) {
    if (first.size() < kNamed) first.push_back(printable(name));
  }
  return fmt::format(
      "{}{}", fmt::join(first, ", "),
      names.size() > kNamed
          ? fmt::format(" and {} more", with_commas(std::ssize(names) - std::ssize(first)))
          : "");
}

struct OldRecord {
  PictureList files;
  std::string made;  // when, in local time
};

// Nothing where there is none, or no place for one.
std::optional<OldRecord> old_record(const fs::path& looked_at) {
  try {
    const fs::path path = survey_record_of(looked_at);
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    std::tm parts{};
    ::localtime_r(&status.st_mtim.tv_sec, &parts);
    return OldRecord{read_image_table(path), fmt::format("{:%Y-%m-%d %H:%M}", parts)};
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string_view label_of(const PictureList& list, const ListedPicture& file) {
  return file.label < 0 ? std::string_view()
                        : list.label_names.at(static_cast<std::size_t>(file.label));
}

}  // namespace

FileChanges changes_between_files(const PictureList& then, const PictureList& now) {
  FileChanges changes;
  compare_by_name(then, now, [&](const ListedPicture* before, const ListedPicture* after) {
    if (after == nullptr) {
      changes.removed.push_back(before->name);
    } else if (before == nullptr) {
      changes.added.push_back(after->name);
    } else if (is_another_file(*before, *after)) {
      changes.replaced.push_back(after->name);
    } else if (label_of(then, *before) != label_of(now, *after)) {
      changes.relabelled.push_back(after->name);
    }
  });
  const bool same = changes.added.empty() && changes.removed.empty();
  changes.reordered = same && !std::ranges::equal(then.pictures, now.pictures, {},
                                                  &ListedPicture::name, &ListedPicture::name);
  return changes;
}

std::string describe(const FileChanges& changes) {
  std::string text;
  for (const auto& [names, what] :
       std::initializer_list<std::pair<const std::vector<std::string>&, const char*>>{
           {changes.added, "added"},
           {changes.removed, "removed"},
           {changes.replaced, "replaced"},
           {changes.relabelled, "with another label"}}) {
    if (names.empty()) continue;
    const std::int64_t count = std::ssize(names);
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : ", ",
                        text.empty() ? counted(count, "file", "files") : with_commas(count), what,
                        first_names(names));
  }
  return text.empty() && changes.reordered ? "the same files in another order" : text;
}

fs::path survey_record_of(const fs::path& looked_at) {
  return survey_file_of(survey_folder(), sha256_hex(one_path_of(looked_at).native()));
}

std::string changes_since_record(const fs::path& looked_at, const PictureList& files) {
  const std::optional<OldRecord> old = old_record(looked_at);
  if (!old) return "";
  const std::string changes = describe(changes_between_files(old->files, files));
  return changes.empty() ? fmt::format("nothing has changed since {}", old->made)
                         : fmt::format("since {}: {}", old->made, changes);
}

void write_survey_record(const fs::path& looked_at, const PictureList& files) {
  const fs::path path = survey_record_of(looked_at);
  make_cache_folder(path.parent_path(), "lists of files that were looked at are kept there");
  write_file(path, image_table(files));
}

}  // namespace codegrid
