#include "config/encoder_job.hpp"

#include <cstdint>

#include "config/run_files.hpp"
#include "core/split_mix.hpp"

namespace codegrid {
namespace {

// Whole in a JSON reader that takes every number for a double.
std::int64_t encoder_seed(std::int64_t seed, std::size_t index) {
  constexpr std::uint64_t kEncoders = std::uint64_t{1} << 32;  // far from what seeds mix with
  constexpr int kDropped = 11;
  const std::uint64_t mixed =
      split_mix(split_mix(static_cast<std::uint64_t>(seed)) + kEncoders + index);
  return static_cast<std::int64_t>(mixed >> kDropped);
}

}  // namespace

JobConfig encoder_job(const JobConfig& job, std::size_t index) {
  const EncoderConfig& encoder = job.encoders.at(index);
  JobConfig alone = job;
  alone.encoders.clear();
  alone.refinement.reset();
  alone.name = encoder.name;
  alone.seed = encoder_seed(job.seed, index);
  alone.model = encoder.model;
  alone.augmentation = encoder.augmentation;
  alone.training = encoder.training;
  if (job.clustering.method == ClusteringMethod::kRefined) {  // which it is not
    alone.clustering.method = ClusteringMethod::kSpectral;
    if (job.refinement) alone.clustering.spectral.k = job.refinement->k;
  }
  return alone;
}

std::filesystem::path encoder_folder(const std::filesystem::path& run,
                                     const EncoderConfig& encoder) {
  return run / run_files::kEncoders / encoder.name;
}

}  // namespace codegrid
