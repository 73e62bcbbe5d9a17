#pragma once

#include <string>
#include <vector>

#include "config/job_config.hpp"

namespace codegrid {

/// Whether a job can be called so: it is the name of a folder, UTF-8 without control characters, of
/// at most 200 bytes.
bool is_job_name(const std::string& name);

/// What no single field of a job can see. Every problem is added to `problems` as one line:
/// `source`, key, what was found, what was expected.
void check_together(const JobConfig& job, const std::string& source,
                    std::vector<std::string>& problems);

/// In the same way, each key that says something though nothing in `job` asks for it, such as the
/// share of the images to hold out where none are.
void check_effect(const JobConfig& job, const std::string& source,
                  std::vector<std::string>& problems);

}  // namespace codegrid
