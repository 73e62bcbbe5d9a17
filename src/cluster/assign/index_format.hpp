#pragma once

#include "core/sealed_header.hpp"

namespace codegrid {

/// Of code_index.bin. The header's numbers: codes, width, lists, clusters, exponent of the measure
/// (two's complement), whether it has an origin.
inline constexpr FileFormat kCodeIndexFormat{
    "codegrid index", 1, "group the run again with codegrid-cluster, which writes it anew"};

}  // namespace codegrid
