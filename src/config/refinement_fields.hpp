#pragma once

#include "core/fields.hpp"
#include "refine/options.hpp"

namespace codegrid {

/// The keys of a refinement, which read from and write to `refinement`; it must outlive them.
SectionValue refinement_section(RefinementOptions& refinement);

}  // namespace codegrid
