#pragma once

#include "core/fields.hpp"
#include "train/options.hpp"

namespace codegrid {

// Sections of a job that an encoder and a refinement have, too. They read from and write to what
// they are given, which must outlive them.

/// The section "optimizer" of a training.
SectionValue optimizer_section(OptimizerOptions& optimizer);

/// The keys of the section "training".
Fields training_fields(TrainingOptions& training);

}  // namespace codegrid
