#pragma once

#include <string>

#include "data/sources/picture_list.hpp"
#include "image/options.hpp"

namespace codegrid {

/// SHA-256, in hexadecimal, of all that decides what the decoded pictures of `list` are: root,
/// names, sizes, times of change, labels, label names, `options`, the decoder's version, and that
/// of the cache file.
std::string picture_key(const PictureList& list, const ImageOptions& options);

}  // namespace codegrid
