#pragma once

#include "cluster/options.hpp"
#include "core/fields.hpp"

namespace codegrid {

/// The section "clustering" of a job: the keys of every method, which read from and write to
/// `clustering`; it must outlive them.
SectionValue clustering_section(ClusteringOptions& clustering);

}  // namespace codegrid
