#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "job/training_summary.hpp"

namespace codegrid {

struct TrainingReport {
  std::filesystem::path run;  ///< The run folder; its files are listed by files_below.
  TrainingSummary summary;
  std::string loss_name;  ///< "cross-entropy", "contrastive loss": see loss_words.
  std::string test_name;  ///< What the test loss is of: "test", "validation" or "held-out" images.
  std::vector<std::string> missing_pictures;  ///< Those that could not be drawn.
};

/// A training that a signal stopped with everything saved: exit code 129, 130 or 143.
/// resume_training goes on with `run`.
struct Stopped : Error {
  Stopped(const Error& error, std::filesystem::path run_folder)
      : Error(error), run(std::move(run_folder)) {}
  std::filesystem::path run;
};

}  // namespace codegrid
