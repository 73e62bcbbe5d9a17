#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "config/job_config.hpp"
#include "core/error.hpp"
#include "core/progress.hpp"

namespace codegrid {

struct TrainingReport {
  std::filesystem::path run;       ///< The run folder; its files are listed by files_below.
  nlohmann::ordered_json summary;  ///< summary.json.
  std::string loss_name;           ///< "cross-entropy" or "mean squared error".
};

/// A training that a signal stopped with everything saved: exit code 129, 130 or 143.
/// resume_training goes on with `run`.
struct Stopped : Error {
  Stopped(const Error& error, std::filesystem::path run_folder)
      : Error(error), run(std::move(run_folder)) {}
  std::filesystem::path run;
};

/// The whole training: data, model, epochs, encoder, pictures, in a new folder under `runs`.
/// Nothing is made there before the data and the device have been found good; summary.json comes
/// last. Throws Error, and Stopped where a signal asked for it.
TrainingReport run_training(const JobConfig& job, const std::filesystem::path& runs,
                            Progress& progress);

/// Goes on with the run folder `run` from its newest whole checkpoint, as if it had never stopped:
/// on the same machine, build and thread count every later bit is the same. See job_to_resume for
/// `assignments`. Throws Error.
TrainingReport resume_training(const std::filesystem::path& run,
                               const std::vector<std::string>& assignments, Progress& progress);

}  // namespace codegrid
