#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/progress.hpp"
#include "job/config.hpp"

namespace codegrid {

struct TrainingReport {
  std::filesystem::path run;       ///< The run folder; its files are listed by files_below.
  nlohmann::ordered_json summary;  ///< summary.json.
  std::string loss_name;           ///< "cross-entropy" or "mean squared error".
};

/// The whole training: data, model, epochs, encoder, pictures, in a new folder under `runs`.
/// Nothing is made there before the data and the device have been found good; summary.json comes
/// last. Throws Error.
TrainingReport run_training(const JobConfig& job, const std::filesystem::path& runs,
                            Progress& progress);

}  // namespace codegrid
