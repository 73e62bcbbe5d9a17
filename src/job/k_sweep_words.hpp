#pragma once

#include <string>

#include "job/swept_k.hpp"

namespace codegrid {

/// For a terminal: the figures of each number of clusters, a row each, then which was chosen and by
/// what. Ends without a newline.
std::string sweep_words(const KSweep& sweep);

}  // namespace codegrid
