#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

/// A picture, or a folder, that is left out, and why.
struct SkippedPicture {
  std::string name{};
  std::string reason{};    ///< "is truncated: ...", as it follows the name in a message.
  bool is_folder = false;  ///< A folder that cannot be read, with whatever is in it.
};

/// How many of them are folders.
inline std::int64_t count_folders(const std::vector<SkippedPicture>& skipped) {
  return std::ranges::count_if(skipped, &SkippedPicture::is_folder);
}

}  // namespace codegrid
