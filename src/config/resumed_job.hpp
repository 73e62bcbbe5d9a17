#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/job_config.hpp"

namespace codegrid {

/// The job of the run folder `run`, with `assignments`, which may change device, threads,
/// training.epochs, training.checkpoint_epochs, training.checkpoint_minutes, data.root (where the
/// same data lie) and data.cache: any other key makes another run, and so does training.epochs
/// where the schedule looks ahead. Throws Error(kUsage) naming every key that would change; see
/// require_same_run.
JobConfig job_to_resume(const std::filesystem::path& run,
                        const std::vector<std::string>& assignments);

/// Throws Error(kUsage) naming every key by which `job` would make `run` another run than `before`
/// did. Of a run of several encoders fewer may change: device, threads, how often checkpoints are
/// written, data.root and data.cache.
void require_same_run(const std::filesystem::path& run, const JobConfig& before,
                      const JobConfig& job);

/// Whether the learning rate of a step depends on how many steps there will be.
bool looks_ahead(const ScheduleOptions& schedule);

}  // namespace codegrid
