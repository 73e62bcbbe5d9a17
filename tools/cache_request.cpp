#include "cache_request.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "cache/cache_folder.hpp"
#include "cache/cache_list.hpp"
#include "cache/survey_folder.hpp"
#include "config_questions.hpp"
#include "core/error.hpp"
#include "core/folder.hpp"
#include "core/memory_limit.hpp"
#include "core/paths.hpp"
#include "core/printable.hpp"
#include "core/text_table.hpp"
#include "program.hpp"

namespace fs = std::filesystem;

namespace {

using codegrid::CacheEntry;

constexpr std::size_t kShownKey = 12;  // characters of a key that a table has
constexpr std::size_t kLeastKey = 4;   // that stand for a key

constexpr const char* kCacheAbout =
    "Lists the decoded pictures that codegrid keeps for the next job, or clears them.\n"
    "\n"
    "Examples:\n"
    "  codegrid-cache\n"
    "  codegrid-cache --clear\n"
    "  codegrid-cache --clear 3f2a91c0d5e7 --cache /scratch/pictures\n";
constexpr const char* kCacheFooter =
    "\nWhat is cleared is decoded again when a job needs it. What a running program writes or uses "
    "stays, and so do\nfiles that are not codegrid's.\n"
    "Exit codes: 0 done, 1 failed, or something was left, 2 wrong usage.";

fs::path folder_of(const CacheArguments& arguments) {
  const fs::path folder =
      arguments.cache.empty() ? codegrid::picture_cache_folder() : fs::path(arguments.cache);
  std::error_code ignored;
  const fs::file_status status = fs::status(folder, ignored);
  if (fs::exists(status) && !fs::is_directory(status)) {
    throw codegrid::usage_error(
        fmt::format("{}: is a file, expected the folder of a cache", folder.string()));
  }
  // The one that nobody named is there once it is needed.
  if (!fs::exists(status) && !arguments.cache.empty()) {
    throw codegrid::usage_error(fmt::format(
        "{}: no such folder{}", folder.string(),
        codegrid::is_unexpanded(arguments.cache) ? codegrid::home_advice(arguments.cache) : ""));
  }
  return folder;
}

std::string size_of(std::int64_t bytes) {
  return codegrid::readable_bytes(static_cast<double>(bytes));
}

std::string local_time(std::time_t time) {
  std::tm parts{};
  ::localtime_r(&time, &parts);
  return fmt::format("{:%Y-%m-%d %H:%M}", parts);
}

std::vector<std::string> row_of(const CacheEntry& entry) {
  const std::string key = entry.key.substr(0, kShownKey);
  const std::string made = local_time(entry.made);
  if (!entry.problem.empty())
    return {key, made, "", "", size_of(entry.bytes), codegrid::printable(entry.problem)};
  return {key,
          made,
          codegrid::with_commas(entry.pictures),
          fmt::format("{} x {} x {}", entry.shape.channels, entry.shape.height, entry.shape.width),
          size_of(entry.bytes),
          fmt::format("{} ({})", codegrid::printable(entry.root), name_of(entry.sources))};
}

void list(const fs::path& folder) {
  const std::vector<CacheEntry> entries = codegrid::list_cache_files(folder);
  if (entries.empty()) return print_result(fmt::format("{}: nothing is kept", folder.string()));
  std::vector<std::vector<std::string>> rows;
  std::int64_t bytes = 0;
  for (const CacheEntry& entry : entries) {
    rows.push_back(row_of(entry));
    bytes += entry.bytes;
  }
  print_result(
      codegrid::text_table({"file", "made", "pictures", "shape", "size", "pictures of"}, rows));
  print_result(fmt::format("{}: {}, {}", folder.string(),
                           codegrid::counted(std::ssize(entries), "file", "files"),
                           size_of(bytes)));
}

// The key that `word` stands for: its path, or its start.
std::string key_of(const std::string& word, const std::vector<std::string>& keys,
                   const fs::path& folder) {
  const std::string name = fs::path(word).filename().string();
  std::vector<std::string> meant;
  for (const std::string& key : keys) {
    const bool is_file = name == codegrid::cache_file_of(folder, key).filename();
    if (is_file || (word.size() >= kLeastKey && key.starts_with(word))) meant.push_back(key);
  }
  if (meant.size() == 1) return meant.front();
  throw codegrid::usage_error(fmt::format(
      "{}: found \"{}\", expected the first {} or more characters of one of its files, as "
      "codegrid-cache lists them",
      folder.string(), codegrid::printable(word), meant.empty() ? kLeastKey : word.size() + 1));
}

void clear(const fs::path& folder, const std::vector<std::string>& words) {
  std::vector<std::string> keys = codegrid::cache_keys(folder);
  if (!words.empty()) {
    std::vector<std::string> chosen;
    for (const std::string& word : words) chosen.push_back(key_of(word, keys, folder));
    keys = chosen;
  }
  codegrid::remove_unfinished(folder);
  std::string left;
  std::int64_t removed = 0;
  std::int64_t bytes = 0;
  for (const std::string& key : keys) {
    const fs::path file = codegrid::cache_file_of(folder, key);
    std::error_code ignored;
    const std::uintmax_t size = fs::file_size(file, ignored);
    const std::string reason = codegrid::clear_cache_file(folder, key);
    if (!reason.empty()) {
      left +=
          fmt::format("{}{}: {}; left as it is", left.empty() ? "" : "\n", file.string(), reason);
      continue;
    }
    ++removed;
    bytes += ignored ? 0 : static_cast<std::int64_t>(size);
  }
  print_result(fmt::format("{}: {} removed, {}", folder.string(),
                           codegrid::counted(removed, "file", "files"), size_of(bytes)));
  if (!left.empty()) throw codegrid::run_error(left);
}

// The lists of files that codegrid-train --init keeps in a folder of their own.
void answer_of_surveys(const CacheArguments& arguments) {
  const fs::path folder = codegrid::survey_folder();
  const std::vector<fs::path> files = codegrid::survey_files(folder);
  if (files.empty()) return;
  if (arguments.clear) {
    for (const fs::path& file : files) codegrid::remove_file(file);
  }
  print_result(fmt::format("{}: {} of files that codegrid-train --init looked at{}",
                           folder.string(), codegrid::counted(std::ssize(files), "list", "lists"),
                           arguments.clear ? " removed" : ""));
}

}  // namespace

void add_options(CLI::App& app, CacheArguments& arguments) {
  app.description(kCacheAbout);
  app.footer(kCacheFooter);
  app.add_option("FILE", arguments.files, "with --clear: which, by the start of its name")
      ->check(some_path());
  app.add_flag("--clear", arguments.clear, "remove the files, or those that are given");
  app.add_option("--cache", arguments.cache,
                 "the folder, as data.cache names it (default: the user's own)")
      ->check(some_path())
      ->type_name("DIR");
}

void answer(const CacheArguments& arguments) {
  const codegrid::AdvisedCacheNaming by_option(codegrid::CacheNaming::kByOption);
  if (!arguments.clear && !arguments.files.empty()) {
    throw codegrid::usage_error(
        fmt::format("found \"{}\" without --clear; expected no files: all are listed",
                    codegrid::printable(arguments.files.front())));
  }
  const fs::path folder = folder_of(arguments);
  if (arguments.clear) {
    clear(folder, arguments.files);
  } else {
    list(folder);
  }
  if (arguments.cache.empty() && arguments.files.empty()) answer_of_surveys(arguments);
}
