#pragma once

#include <filesystem>

#include "data/image_set.hpp"

namespace codegrid {

/// Whether `run` began with training images that are files of their own, and `data` holds the same
/// ones: those of its images.csv (names, sizes, times of change, labels, in that order), and left
/// out those of its skipped.csv. Where they lie makes no difference. False where the run has no
/// images.csv. Throws Error(kBadData) naming what changed, as both files also are where they cannot
/// be read.
bool has_same_pictures(const std::filesystem::path& run, const Splits& data);

}  // namespace codegrid
