#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/fields.hpp"
#include "model/options.hpp"
#include "train/options.hpp"

namespace codegrid {

// Sections of a job that others are made of, too. They read from and write to what they are given,
// which must outlive them.

/// The activations by their names.
std::vector<std::pair<std::string, Activation>> activations();

/// The section "model".
SectionValue model_section(ModelOptions& model);

/// The section "optimizer" of a training.
SectionValue optimizer_section(OptimizerOptions& optimizer);

/// The keys of the section "training".
Fields training_fields(TrainingOptions& training);

}  // namespace codegrid
