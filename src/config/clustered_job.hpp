#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "config/job_config.hpp"

namespace codegrid {

/// What says how the pixels of images are scaled for the encoder.
enum class PixelScaleOf { kEncoder, kJob };

struct JobToCluster {
  JobConfig job;
  /// kJob: what is to be said, a line a key, where the encoder turns out to say itself how pixels
  /// are scaled and pictures shaped, though assignments change that. Empty: they do not.
  std::string overruled_by_encoder;
};

/// The job in `file` with `assignments`, for a clustering. Throws Error(kUsage) naming every key
/// that they change though it has no effect on one, since it is of the training that made the
/// encoder, or of a training only.
JobToCluster job_to_cluster(const std::filesystem::path& file,
                            const std::vector<std::string>& assignments, PixelScaleOf scale);

/// Throws Error(kUsage) where the job's method cannot join the codes of `encoders`, being more than
/// one; it says which can.
void require_joining_method(const JobConfig& job, std::size_t encoders);

}  // namespace codegrid
