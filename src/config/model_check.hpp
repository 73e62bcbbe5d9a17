#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "config/job_config.hpp"

namespace codegrid {

/// Takes a dotted key and what is wrong with it.
using Problem = std::function<void(std::string_view key, const std::string& text)>;

/// What no single field of the model, augmentation and training of `job` can see; see
/// job_check.hpp.
void check_model_together(const JobConfig& job, const Problem& problem);

/// In the same way, each of their keys that says something though nothing asks for it.
void check_model_effect(const JobConfig& job, const Problem& problem);

}  // namespace codegrid
