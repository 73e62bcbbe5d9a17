#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/fields.hpp"
#include "model/options.hpp"

namespace codegrid {

/// The activations by their names.
std::vector<std::pair<std::string, Activation>> activations();

/// The section "model" of a job or an encoder. Its fields read from and write to `model`, which
/// must outlive them.
SectionValue model_section(ModelOptions& model);

}  // namespace codegrid
