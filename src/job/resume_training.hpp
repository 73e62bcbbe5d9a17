#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "core/progress.hpp"
#include "core/stopwatch.hpp"
#include "data/image_set.hpp"
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

/// The part of it that follows once the run is found unfinished, by `job`; the caller has locked
/// the folder.
///   sets: its images where they are read already, as by read_sets.
///   watch: since this process began with it.
TrainingReport go_on_in_run(const std::filesystem::path& run, const JobConfig& job,
                            std::optional<Splits> sets, Progress& progress, const Stopwatch& watch);

}  // namespace codegrid
