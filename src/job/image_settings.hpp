#pragma once

#include <cstdint>
#include <vector>

#include "data/options.hpp"
#include "image/options.hpp"

namespace codegrid {

/// How the images of `data` came into their shape, {C, H, W}, as an encoder of them says it:
/// pictures in files of their own as `data.image` asks; others came in it.
ImageOptions image_settings(const DataOptions& data, const std::vector<std::int64_t>& shape);

}  // namespace codegrid
