#pragma once

#include <cstdint>
#include <functional>

#include "core/memory_limit.hpp"
#include "data/image_set.hpp"

namespace codegrid {

/// Called while images are copied, with how many are done of how many; it may throw, which ends it.
using OnJoining = std::function<void(std::int64_t done, std::int64_t of)>;

/// `first` and then `second`, so that image i of `first` stays image i. Both are whole (without
/// `rows`), of one shape, without names, and either both or neither with labels. Labels that have
/// names are numbered anew, in the order of the names of both. The images are copied into one block
/// of memory, whose bytes are those of both sets; mapped files stay mapped beside it.
/// Throws Error(kBadData) where labels are names in one set and numbers in the other;
/// Error(kFailed) saying how much the images take where `limit` is less.
ImageSet joined_images(const ImageSet& first, const ImageSet& second, const MemoryLimit& limit,
                       const OnJoining& on_joining = {});

}  // namespace codegrid
