#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/options.hpp"
#include "data/skipped_picture.hpp"

namespace codegrid {

/// Throws Error(kBadData) where none of `files` files below `root` is a good picture, or where some
/// are not and `on_bad_image` is kError: how many, the first ten with their reasons, one a line,
/// and what to do. A folder that cannot be read is one of `files`, and is named as a folder.
void require_good_pictures(const std::filesystem::path& root, std::int64_t files,
                           const std::vector<SkippedPicture>& bad, OnBadImage on_bad_image);

}  // namespace codegrid
