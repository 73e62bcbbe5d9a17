#pragma once

#include <string>
#include <vector>

#include "config/job_config.hpp"

namespace codegrid {

/// The keys, dotted, whose values are others in `now` than in `before`, or that only one of them
/// has, in the order of the field table. Keys of items of a list come as "encoders[1].model.code",
/// where there are as many as before.
std::vector<std::string> changed_keys(const JobConfig& before, const JobConfig& now);

}  // namespace codegrid
