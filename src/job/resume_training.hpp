#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "job/training_report.hpp"

namespace codegrid {

/// Goes on with the run folder `run` from its newest whole checkpoint, as if it had never stopped:
/// on the same machine, build and thread count every later bit is the same. See job_to_resume for
/// `assignments`. Throws Error, and Stopped where a signal asked for it.
TrainingReport resume_training(const std::filesystem::path& run,
                               const std::vector<std::string>& assignments, Progress& progress);

}  // namespace codegrid
