#pragma once

#include <string>

#include "job/swept_k.hpp"

namespace codegrid {

/// The figures without labels over the number of clusters, the chosen one marked, as the bytes of a
/// PNG file: silhouette, neighbors that agree and their modularity, and the method's own score, an
/// inertia as a share of the greatest; a likelihood, which is on no such scale, is left out. Throws
/// Error(kFailed) if it cannot be encoded.
std::string draw_sweep(const KSweep& sweep);

}  // namespace codegrid
