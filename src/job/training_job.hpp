#pragma once

#include <filesystem>

#include "config/job_config.hpp"
#include "core/progress.hpp"
#include "core/stopwatch.hpp"
#include "job/job_context.hpp"
#include "job/prepare_training.hpp"
#include "job/training_report.hpp"

namespace codegrid {

/// The whole training: data, model, epochs, encoder, pictures, in a new folder under `runs`.
/// Nothing is made there before the data and the device have been found good; summary.json comes
/// last. Throws Error, and Stopped where a signal asked for it.
TrainingReport run_training(const JobConfig& job, const std::filesystem::path& runs,
                            Progress& progress);

/// The part of it in the folder `run`, which holds nothing yet but what a start that came to
/// nothing left there; the caller has locked it. watch: since the training's start.
TrainingReport train_in_new_run(const std::filesystem::path& run, const JobContext& context,
                                PreparedTraining& prepared, const Stopwatch& watch);

}  // namespace codegrid
