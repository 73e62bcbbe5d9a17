#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/progress.hpp"
#include "data/image_set.hpp"
#include "job/config.hpp"

namespace codegrid {

/// The job of the run folder `run`, with `assignments`, which may change device, threads,
/// training.epochs and training.checkpoint_minutes: any other key makes another run. Throws
/// Error(kUsage) naming every key that would change.
JobConfig job_to_resume(const std::filesystem::path& run,
                        const std::vector<std::string>& assignments);

/// Throws Error(kBadData) if `sources` are not the files, byte for byte, that the run began with.
void require_same_data(const std::filesystem::path& run, const std::vector<Source>& sources);

/// Adds the moment, the program and the machine to "resumed" in the run's environment.json, and
/// says what differs from the beginning, because bits may then differ too.
///   config: config.json as it will be written; epoch, batch: where the run goes on.
void record_resumption(const std::filesystem::path& run, c10::Device device,
                       const std::string& config, std::int64_t epoch, std::int64_t batch,
                       Progress& progress);

}  // namespace codegrid
