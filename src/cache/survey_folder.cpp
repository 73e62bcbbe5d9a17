#include "cache/survey_folder.hpp"

#include <algorithm>
#include <string>

#include "cache/cache_folder.hpp"
#include "cache/cache_format.hpp"
#include "core/folder.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

constexpr std::string_view kSurveyEnding = ".csv";

bool is_survey_file(std::string_view name) {
  return name.size() == kCacheKeyLength + kSurveyEnding.size() && name.ends_with(kSurveyEnding) &&
         name.substr(0, kCacheKeyLength).find_first_not_of("0123456789abcdef") == name.npos;
}

}  // namespace

fs::path survey_folder() { return picture_cache_folder().parent_path() / "surveys"; }

fs::path survey_file_of(const fs::path& folder, std::string_view key) {
  return folder / (std::string(key) + std::string(kSurveyEnding));
}

std::vector<fs::path> survey_files(const fs::path& folder) {
  std::vector<fs::path> files = list_folder(folder);
  std::erase_if(files,
                [](const fs::path& file) { return !is_survey_file(file.filename().native()); });
  std::ranges::sort(files);
  return files;
}

}  // namespace codegrid
