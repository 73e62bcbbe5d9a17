#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "job/swept_k.hpp"

namespace codegrid {

/// The object "sweep" of metrics.json: which figure chose, which number it chose, and a row of
/// figures for each number. What is not defined is null; accuracy and nmi are there with labels
/// only.
nlohmann::ordered_json sweep_json(const KSweep& sweep);

/// k.csv: the same rows, 1 under `chosen` in the one that was, else 0; what is not defined is
/// empty.
std::string sweep_csv(const KSweep& sweep);

}  // namespace codegrid
