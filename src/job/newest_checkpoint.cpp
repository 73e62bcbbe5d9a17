#include "job/newest_checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/folder.hpp"

namespace fs = std::filesystem;

namespace codegrid {

bool has_checkpoint(const fs::path& folder) {
  const std::vector<fs::path> files = list_folder(folder);
  return std::ranges::any_of(
      files, [](const fs::path& file) { return !file.filename().string().starts_with('.'); });
}

Checkpoints::Found newest_whole(Checkpoints& checkpoints, Progress& progress) {
  Checkpoints::Found found = checkpoints.newest();
  for (const std::string& reason : found.damaged)
    progress.say(fmt::format("warning: {}; going on from {}", reason, found.name));
  return found;
}

}  // namespace codegrid
