#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "job/training_report.hpp"

namespace codegrid {

/// Goes on with the run folder `run` from its newest whole checkpoint, as if it had never stopped:
/// on the same machine, build and thread count every later bit is the same. See job_to_resume for
/// `assignments`. Of a run that is finished nothing is read but its config and summary, and nothing
/// changed: it says so and returns nothing, so that a job that was put into the queue again does
/// not fail. Throws Error, and Stopped where a signal asked for it.
std::optional<TrainingReport> resume_training(const std::filesystem::path& run,
                                              const std::vector<std::string>& assignments,
                                              Progress& progress);

}  // namespace codegrid
