#pragma once

#include "core/fields.hpp"
#include "model/options.hpp"
#include "train/options.hpp"

namespace codegrid {

// Sections of a job that others are made of, too. They read from and write to what they are given,
// which must outlive them.

/// The section "model".
SectionValue model_section(ModelOptions& model);

/// The keys of the section "training".
Fields training_fields(TrainingOptions& training);

}  // namespace codegrid
