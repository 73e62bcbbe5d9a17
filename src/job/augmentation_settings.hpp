#pragma once

#include <cstdint>
#include <vector>

#include "config/job_config.hpp"
#include "data/augmentation_options.hpp"

namespace codegrid {

/// How the training images of `job`, of {C, H, W}, are augmented. Where the job does not say what
/// comes in from beyond an image's edge: 0 for images of one channel that are drawn as ink (see
/// tone_of), since that is the paper; what is at the edge for others.
AugmentationSettings augmentation_settings(const JobConfig& job,
                                           const std::vector<std::int64_t>& shape);

}  // namespace codegrid
