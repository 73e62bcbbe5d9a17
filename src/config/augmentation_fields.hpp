#pragma once

#include "core/fields.hpp"
#include "data/options.hpp"

namespace codegrid {

/// The section "augmentation" of a job: the settings of every preset, which read from and write to
/// `augmentation`; it must outlive them.
SectionValue augmentation_section(AugmentationOptions& augmentation);

}  // namespace codegrid
