#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "data/image_set.hpp"
#include "job/job_context.hpp"

namespace codegrid {

/// What came of one of several encoders.
struct EncoderOutcome {
  std::string name;
  std::int64_t epochs = 0;                      ///< That it trained.
  bool stopped_early = false;                   ///< By early stopping.
  double seconds = 0;                           ///< Over all that trained it.
  std::vector<std::string> missing_pictures{};  ///< Those that could not be drawn, below the run.
};

/// What its folder in `run` says of encoder `index` of `job`, whose training is finished. Throws
/// Error(kBadData) where it does not say it.
EncoderOutcome read_outcome(const std::filesystem::path& run, const JobConfig& job,
                            std::size_t index);

/// Whether encoder `index` of `job` has been trained to the end in `run`, and its file is there.
/// Throws Error(kBadData) where its folder is of another job, or another file in the encoder's
/// place.
bool is_trained(const std::filesystem::path& run, const JobConfig& job, std::size_t index);

/// Trains encoder `index` of the job of `context` in its folder in `run`, which is then the folder
/// of a whole run of it; whatever is done of that already is not done again, and the bits are the
/// same. `run` is locked by the caller.
///   sets: the images of the job, as by read_sets.
/// Throws as is_trained does, other Errors, and Stopped, with `run` to go on with, where a signal
/// asked for it.
EncoderOutcome train_encoder(const std::filesystem::path& run, const JobContext& context,
                             std::size_t index, const Splits& sets);

}  // namespace codegrid
