#include "file_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "config/run_folder.hpp"
#include "core/text_table.hpp"
#include "program.hpp"

namespace fs = std::filesystem;

namespace {

constexpr std::ptrdiff_t kMostPictures = 20;  // that have a line each

// cluster_07.png
bool is_picture_of_one_cluster(const fs::path& file) {
  constexpr std::string_view kStart = "cluster_";
  const std::string name = file.filename().string();
  return name.starts_with(kStart) && name.ends_with(".png") &&
         std::isdigit(static_cast<unsigned char>(name[kStart.size()])) != 0;
}

}  // namespace

void print_files(const fs::path& folder) {
  const std::vector<fs::path> files = codegrid::files_below(folder);
  for (auto file = files.begin(); file != files.end(); ++file) {
    const auto end = std::find_if_not(file, files.end(), is_picture_of_one_cluster);
    if (end - file <= kMostPictures) {
      print_result(file->string());
      continue;
    }
    print_result(fmt::format("{} to {} ({} pictures)", file->string(),
                             (end - 1)->filename().string(), codegrid::with_commas(end - file)));
    file = end - 1;
  }
}
