#pragma once

#include <filesystem>
#include <string>

#include "data/sources/picture_list.hpp"
#include "image/options.hpp"

namespace codegrid {

/// The one path of a folder, whatever links or working folder it is reached by.
std::filesystem::path one_path_of(const std::filesystem::path& folder);

/// SHA-256, in hexadecimal, of all that decides what the decoded pictures of `list` are: root,
/// names, sizes, times of change, labels, label names, `options`, the decoder's version, and that
/// of the cache file.
std::string picture_key(const PictureList& list, const ImageOptions& options);

}  // namespace codegrid
