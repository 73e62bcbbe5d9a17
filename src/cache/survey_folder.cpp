#include "cache/survey_folder.hpp"

#include <algorithm>
#include <string>

#include "cache/cache_folder.hpp"
#include "core/folder.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kSurveyEnding = ".csv";

}  // namespace

fs::path survey_folder() {
  return users_cache_folder("surveys", "the lists of files that codegrid-train --init keeps");
}

fs::path survey_file_of(const fs::path& folder, std::string_view key) {
  return folder / (std::string(key) + std::string(kSurveyEnding));
}

std::vector<fs::path> survey_files(const fs::path& folder) {
  std::vector<fs::path> files = list_folder(folder);
  std::erase_if(
      files, [](const fs::path& file) { return !key_in(file.filename().native(), kSurveyEnding); });
  std::ranges::sort(files);
  return files;
}

}  // namespace codegrid
