#pragma once

#include <cstddef>
#include <filesystem>

#include "config/job_config.hpp"

namespace codegrid {

/// The job of encoder `index` of `job` alone, as its folder in the run holds it: its name, model,
/// augmentation and training; data, device, threads, clustering and pictures of `job`; and a seed
/// of its own below 2^53, made of the job's and of `index`, so that no two encoders draw the same.
/// In the place of refined groups, which one encoder does not have, are as many of spectral
/// clustering.
JobConfig encoder_job(const JobConfig& job, std::size_t index);

/// The folder of an encoder in the run folder `run`.
std::filesystem::path encoder_folder(const std::filesystem::path& run,
                                     const EncoderConfig& encoder);

}  // namespace codegrid
