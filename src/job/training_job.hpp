#pragma once

#include <filesystem>

#include "config/job_config.hpp"
#include "core/progress.hpp"
#include "job/training_report.hpp"

namespace codegrid {

/// The whole training: data, model, epochs, encoder, pictures, in a new folder under `runs`.
/// Nothing is made there before the data and the device have been found good; summary.json comes
/// last. Throws Error, and Stopped where a signal asked for it.
TrainingReport run_training(const JobConfig& job, const std::filesystem::path& runs,
                            Progress& progress);

}  // namespace codegrid
