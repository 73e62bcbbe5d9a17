#include "job/init/survey_record.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <ctime>
#include <initializer_list>
#include <optional>
#include <system_error>
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

std::optional<OldRecord> old_record(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  try {
    std::tm parts{};
    ::localtime_r(&status.st_mtim.tv_sec, &parts);
    return OldRecord{read_image_table(path), fmt::format("{:%Y-%m-%d %H:%M}", parts)};
  } catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    return std::nullopt;
  }
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
    }
  });
  return changes;
}

std::string describe(const FileChanges& changes) {
  std::string text;
  for (const auto& [names, what] :
       std::initializer_list<std::pair<const std::vector<std::string>&, const char*>>{
           {changes.added, "added"},
           {changes.removed, "removed"},
           {changes.replaced, "replaced"}}) {
    if (names.empty()) continue;
    const std::int64_t count = std::ssize(names);
    text += fmt::format("{}{} {} ({})", text.empty() ? "" : ", ",
                        text.empty() ? counted(count, "file", "files") : with_commas(count), what,
                        first_names(names));
  }
  return text;
}

fs::path survey_record_of(const fs::path& looked_at) {
  return survey_file_of(survey_folder(), sha256_hex(one_path_of(looked_at).native()));
}

std::string renew_survey_record(const fs::path& looked_at, const PictureList& files) {
  const fs::path path = survey_record_of(looked_at);
  const std::optional<OldRecord> old = old_record(path);
  PictureList unlabeled{files.root, files.pictures, {}, {}};
  for (ListedPicture& file : unlabeled.pictures) file.label = -1;
  make_cache_folder(path.parent_path());
  write_file(path, image_table(unlabeled));
  if (!old) return "";
  const std::string changes = describe(changes_between_files(old->files, unlabeled));
  return changes.empty() ? fmt::format("nothing has changed since {}", old->made)
                         : fmt::format("since {}: {}", old->made, changes);
}

}  // namespace codegrid
