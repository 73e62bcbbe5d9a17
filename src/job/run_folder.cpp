#include "job/run_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/files.hpp"

namespace fs = std::filesystem;

namespace codegrid {

fs::path make_run_folder(const fs::path& runs, const std::string& name) {
  const fs::path run = make_numbered_folder(runs / name);
  point_link(runs / name / "latest", run.filename());
  return run;
}

fs::path next_clusters_folder(const fs::path& run) {
  fs::path folder = run / "clusters";
  for (int number = 2; fs::exists(fs::symlink_status(folder)); ++number) {
    folder = run / fmt::format("clusters-{}", number);
  }
  return folder;
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace codegrid
