#include "job/resumed_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "config/run_files.hpp"
#include "core/error.hpp"
#include "core/printable.hpp"
#include "core/read_file.hpp"
#include "data/sources/csv.hpp"
#include "job/picture_record.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

Error other_pictures(const fs::path& root, std::string_view what) {
  return data_error(
      fmt::format("{}: {}; a run goes on with the pictures that it began with: bring those back, "
                  "or start a new run",
                  printable(root.string()), what));
}

// The paths in skipped.csv, sorted; none where there is no such file.
std::vector<std::string> skipped_before(const fs::path& run) {
  const fs::path file = run / common_files::kSkipped;
  std::vector<std::string> paths;
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return paths;
  const std::string bytes = read_file(file, ExitCode::kBadData);
  CsvReader reader(bytes, printable(file.string()));
  reader.next();  // the header
  while (const auto row = reader.next()) paths.push_back(row->fields.front());
  std::ranges::sort(paths);
  return paths;
}

std::vector<std::string> skipped_now(const Splits& data) {
  std::vector<std::string> paths;
  for (const SkippedPicture& picture : data.skipped) paths.push_back(picture.name);
  std::ranges::sort(paths);
  return paths;
}

std::string reason_of(const Splits& data, const std::string& name) {
  return std::ranges::find(data.skipped, name, &SkippedPicture::name)->reason;
}

void require_same_skipped(const fs::path& run, const Splits& data) {
  const std::vector<std::string> before = skipped_before(run);
  const std::vector<std::string> now = skipped_now(data);
  const auto [then, after] = std::ranges::mismatch(before, now);
  if (then == before.end() && after == now.end()) return;
  const bool only_now = then == before.end() || (after != now.end() && *after < *then);
  const std::string& name = only_now ? *after : *then;
  throw other_pictures(
      data.listed.root,
      only_now ? fmt::format("\"{}\", which the training began with, is left out now: it {}",
                             printable(name), printable(reason_of(data, name)))
               : fmt::format("\"{}\", which was left out when the training began, can be used now",
                             printable(name)));
}

}  // namespace

bool has_same_pictures(const fs::path& run, const Splits& data) {
  std::error_code ignored;
  if (data.listed.pictures.empty() || !fs::exists(run / run_files::kImages, ignored)) return false;
  if (const std::string changes = changes_since(run, data.listed); !changes.empty())
    throw other_pictures(data.listed.root, changes);
  require_same_skipped(run, data);
  return true;
}

}  // namespace codegrid
