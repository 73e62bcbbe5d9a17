#pragma once

#include "core/fields.hpp"
#include "data/options.hpp"

namespace codegrid {

/// The section "data" of a job: the keys of every data set, which read from and write to `data`;
/// it must outlive them.
SectionValue data_section(DataOptions& data);

}  // namespace codegrid
