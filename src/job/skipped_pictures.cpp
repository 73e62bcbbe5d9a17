#include "job/skipped_pictures.hpp"

#include <fmt/format.h>

#include "config/run_files.hpp"
#include "core/csv_field.hpp"
#include "core/durable_file.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

std::int64_t pictures_of(const Splits& data) {
  const auto of = [](const ImageSet& set) { return set.images.defined() ? set.size() : 0; };
  return of(data.train) + of(data.validation) + (data.test ? of(*data.test) : 0);
}

}  // namespace

std::string skipped_csv(const std::vector<SkippedPicture>& skipped) {
  std::string csv = "path,reason\n";
  for (const SkippedPicture& picture : skipped)
    csv += csv_field(picture.name) + "," + csv_field(picture.reason) + "\n";
  return csv;
}

void write_skipped(const std::filesystem::path& folder,
                   const std::vector<SkippedPicture>& skipped) {
  if (!skipped.empty()) write_file(folder / common_files::kSkipped, skipped_csv(skipped));
}

std::string skipped_note(const Splits& data) {
  if (data.skipped.empty()) return "";
  const std::int64_t folders = count_folders(data.skipped);
  const std::int64_t count = std::ssize(data.skipped) - folders;
  std::string what;
  if (count > 0) {
    what = fmt::format("{} of {} {} left out; ", with_commas(count),
                       counted(count + pictures_of(data), "picture", "pictures"),
                       count == 1 ? "is" : "are");
  }
  if (folders > 0) what += counted(folders, "folder", "folders") + " cannot be read; ";
  return fmt::format("{}see {}", what, common_files::kSkipped);
}

}  // namespace codegrid
