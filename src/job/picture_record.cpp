#include "job/picture_record.hpp"

#include <nlohmann/json.hpp>
#include <system_error>

#include "config/run_files.hpp"
#include "core/durable_file.hpp"
#include "core/read_file.hpp"
#include "core/strict_json.hpp"
#include "data/image_table.hpp"
#include "data/picture_changes.hpp"

namespace codegrid {

void write_picture_record(const std::filesystem::path& run, const PictureList& pictures) {
  if (!pictures.pictures.empty()) write_file(run / run_files::kImages, image_table(pictures));
}

std::string changes_since(const std::filesystem::path& run, const PictureList& pictures) {
  const std::filesystem::path record = run / run_files::kImages;
  std::error_code error;
  if (!std::filesystem::exists(record, error) || pictures.pictures.empty()) return "";
  return describe_changes(read_image_table(record), pictures);
}

bool is_of_use(const std::filesystem::path& run, Use use) {
  if (run.empty()) return false;
  const std::filesystem::path file = run / run_files::kConfig;
  const nlohmann::json config =
      parse_json(read_file(file, ExitCode::kBadData), file.string(), ExitCode::kBadData);
  const nlohmann::json::json_pointer key("/data/use");
  const bool all = config.contains(key) && config.at(key) == "all";
  return all == (use == Use::kAll);
}

}  // namespace codegrid
