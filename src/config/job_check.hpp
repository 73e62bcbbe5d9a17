#pragma once

#include <string>
#include <vector>

#include "config/job_config.hpp"

namespace codegrid {

/// What no single field of a job can see. Every problem is added to `problems` as one line:
/// `source`, key, what was found, what was expected.
void check_together(const JobConfig& job, const std::string& source,
                    std::vector<std::string>& problems);

}  // namespace codegrid
