#include "job/picture_record.hpp"

#include <system_error>

#include "config/run_files.hpp"
#include "core/durable_file.hpp"
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

}  // namespace codegrid
