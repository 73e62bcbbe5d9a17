#include "job/init/folder_roles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/lower_case.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostFolderLabels = 1000;
constexpr std::int64_t kFewestFilesOfLabel = 3;  // on average

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }

// "2024", "2024-05", "20240517", "2024_05_17": a year, and perhaps month and day.
bool is_date(std::string_view name) {
  std::string digits;
  for (const char c : name) {
    if (is_digit(c)) {
      digits += c;
    } else if (c != '-' && c != '_' && c != '.' && c != ' ') {
      return false;
    }
  }
  if (digits.size() != 4 && digits.size() != 6 && digits.size() != 8) return false;
  if (!digits.starts_with("19") && !digits.starts_with("20")) return false;
  const auto part = [&](std::size_t at) { return std::stoi(digits.substr(at, 2)); };
  if (digits.size() >= 6 && (part(4) < 1 || part(4) > 12)) return false;
  return digits.size() < 8 || (part(6) >= 1 && part(6) <= 31);
}

// "48x48", "48x48@2".
bool is_pixel_size(std::string_view name) {
  const std::size_t x = name.find('x');
  return x != std::string_view::npos && x > 0 && x + 1 < name.size() && is_digit(name[x + 1]) &&
         std::ranges::all_of(name.substr(0, x), is_digit);
}

// Whether all are hexadecimal numbers of one length, of two digits or more, and letters and digits
// are among them: parts of hashes, by which files are often spread over folders.
bool are_hashes(const FolderLevel& level) {
  bool has_digit = false;
  bool has_letter = false;
  for (const FolderLevel::Folder& folder : level.folders) {
    const std::string name = in_lower_case(folder.name);
    if (name.size() < 2 || name.size() != level.folders.front().name.size()) return false;
    if (!std::ranges::all_of(name, is_hex)) return false;
    for (const char c : name) (is_digit(c) ? has_digit : has_letter) = true;
  }
  return has_digit && has_letter;
}

// More than half of them.
bool mostly(const FolderLevel& level, bool (*is_so)(std::string_view)) {
  const auto count = std::ranges::count_if(
      level.folders, [&](const FolderLevel::Folder& folder) { return is_so(folder.name); });
  return 2 * count > std::ssize(level.folders);
}

// The words that a name is made of, in lower case: between signs, and digits apart from letters,
// but for "t10k".
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : in_lower_case(name)) {
    const bool is_word = is_digit(c) || (c >= 'a' && c <= 'z');
    if (is_word) {
      words.back() += c;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

SetRole role_of_word(std::string_view word) {
  using Known = std::pair<std::string_view, SetRole>;
  static constexpr std::array<Known, 12> kWords{{{"train", SetRole::kTrain},
                                                 {"training", SetRole::kTrain},
                                                 {"xtrain", SetRole::kTrain},
                                                 {"ytrain", SetRole::kTrain},
                                                 {"val", SetRole::kValidation},
                                                 {"valid", SetRole::kValidation},
                                                 {"validation", SetRole::kValidation},
                                                 {"dev", SetRole::kValidation},
                                                 {"test", SetRole::kTest},
                                                 {"testing", SetRole::kTest},
                                                 {"xtest", SetRole::kTest},
                                                 {"t10k", SetRole::kTest}}};
  const auto* found = std::ranges::find(kWords, word, &Known::first);
  return found == kWords.end() ? SetRole::kNone : found->second;
}

}  // namespace

FolderLevel first_level(const std::vector<ListedPicture>& files, std::string_view within) {
  FolderLevel level;
  for (const ListedPicture& file : files) {
    if (!file.name.starts_with(within)) continue;
    const std::string_view name = std::string_view(file.name).substr(within.size());
    const std::size_t end = name.find('/');
    if (end == std::string_view::npos) {
      if (level.loose++ == 0) level.first_loose = name;
      continue;
    }
    // "a-b/" sorts before "a/": the files of a folder still stand together.
    if (level.folders.empty() || level.folders.back().name != name.substr(0, end))
      level.folders.push_back({std::string(name.substr(0, end)), 0});
    ++level.folders.back().files;
  }
  return level;
}

SetRole role_in_name(std::string_view name) {
  for (const std::string& word : words_of(name)) {
    if (const SetRole role = role_of_word(word); role != SetRole::kNone) return role;
  }
  return SetRole::kNone;
}

SetFolders find_set_folders(const FolderLevel& level) {
  SetFolders sets;
  for (const FolderLevel::Folder& folder : level.folders) {
    const SetRole role = role_of_word(in_lower_case(folder.name));  // "train station" is none
    if (role == SetRole::kNone) {
      sets.left_out.push_back(folder.name);
      continue;
    }
    std::string& place = role == SetRole::kTrain        ? sets.train
                         : role == SetRole::kValidation ? sets.validation
                                                        : sets.test;
    if (!place.empty()) return {};
    place = folder.name;
  }
  const bool is_alone = level.folders.size() == 1 && level.loose == 0;
  const bool has_other = !sets.validation.empty() || !sets.test.empty();
  return !sets.train.empty() && (has_other || is_alone) ? sets : SetFolders{};
}

LabelChoice choose_labels(const FolderLevel& level) {
  const std::int64_t count = std::ssize(level.folders);
  if (count == 0) return {FolderLabels::kNone, "No labels: there are no folders in it."};
  const std::string advice = " If the folders' names are labels after all: \"labels\": \"folder\".";
  const auto none = [&](std::string_view what) {
    return LabelChoice{FolderLabels::kNone,
                       fmt::format("No labels: the {} named {}, such as {}.{}",
                                   counted(count, "folder is", "folders are"), what,
                                   printable(level.folders.front().name), advice)};
  };
  if (mostly(level, is_date)) return none("by dates");
  if (mostly(level, is_pixel_size)) return none("by sizes in pixels");
  if (are_hashes(level)) return none("as hashes are");
  if (level.loose > 0) {
    return {
        FolderLabels::kNone,
        fmt::format("No labels: {} directly in it, the first: {}. Where each file lies in a "
                    "folder that is named as its label, \"labels\": \"folder\" compares the "
                    "clusters with those.",
                    counted(level.loose, "file lies", "files lie"), printable(level.first_loose))};
  }
  if (count == 1) {
    return {FolderLabels::kNone,
            fmt::format("No labels: all files lie in one folder, {}. If the folders in that are "
                        "named as labels, begin again with it.",
                        printable(level.folders.front().name))};
  }
  std::int64_t files = 0;
  for (const FolderLevel::Folder& folder : level.folders) files += folder.files;
  if (files < kFewestFilesOfLabel * count || count > kMostFolderLabels) {
    return {FolderLabels::kNone,
            fmt::format("No labels: {} files in {} folders, more folders than labels would be.{}",
                        with_commas(files), with_commas(count), advice)};
  }
  return {FolderLabels::kFolder,
          fmt::format("The names of the {} folders, {} to {}, as labels: the clusters are compared "
                      "with them, and nothing is learned from them. If they are none: "
                      "\"labels\": \"none\".",
                      with_commas(count), printable(level.folders.front().name),
                      printable(level.folders.back().name))};
}

}  // namespace codegrid
