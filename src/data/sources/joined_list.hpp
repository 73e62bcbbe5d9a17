#pragma once

#include <filesystem>

#include "data/sources/picture_list.hpp"

namespace codegrid {

/// The pictures of `first` and then those of `second`, below the root `root`: a name is then
/// relative to it, where the picture lies below it, and else absolute. Label names are in their
/// order again. Throws Error(kBadData) where one list has labels and the other none, or both name
/// the same file.
PictureList joined_list(PictureList first, PictureList second, const std::filesystem::path& root);

}  // namespace codegrid
