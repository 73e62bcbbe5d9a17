#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/job_config.hpp"
#include "core/progress.hpp"
#include "job/encoder_stage.hpp"
#include "job/refinement_job.hpp"

namespace codegrid {

struct StagedReport {
  std::filesystem::path run;  ///< The run folder; its files are listed by files_below.
  std::vector<EncoderOutcome> encoders;
  std::optional<RefinementReport> refinement;
  double seconds = 0;  ///< Of all trainings and the refinement, over all processes.
};

/// The training of a job of several encoders, in a new folder under `runs`: each encoder in
/// encoders/NAME, which is the folder of a whole run of it, then the refinement, where there is
/// one. The images are read once. Nothing is made before the data, the device, every encoder's
/// memory and what the refinement needs have been found good; summary.json comes last. Throws
/// Error, and Stopped where a signal asked for it.
StagedReport run_staged_training(const JobConfig& job, const std::filesystem::path& runs,
                                 Progress& progress);

/// Goes on with such a run at the stage that is not finished, as if it had never stopped; see
/// resume_training. Stages that are finished are found so by their files.
std::optional<StagedReport> resume_staged_training(const std::filesystem::path& run,
                                                   const std::vector<std::string>& assignments,
                                                   Progress& progress);

}  // namespace codegrid
