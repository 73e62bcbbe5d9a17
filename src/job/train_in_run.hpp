#pragma once

#include <filesystem>

#include "core/stopwatch.hpp"
#include "job/job_context.hpp"
#include "job/prepare_training.hpp"
#include "job/training_report.hpp"
#include "train/checkpoint.hpp"

namespace codegrid {

/// Trains to the end, from wherever the trainer stands, and writes what a finished run has into the
/// folder `run`; summary.json comes last.
///   watch: since the program's start.
/// Throws Error, and Stopped where a signal asked for it.
TrainingReport train_in_run(const std::filesystem::path& run, const JobContext& context,
                            PreparedTraining& prepared, Checkpoints& checkpoints,
                            const Stopwatch& watch);

}  // namespace codegrid
