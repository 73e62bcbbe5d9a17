#pragma once

#include <string>

#include "config/job_config.hpp"
#include "job/init/training_facts.hpp"

namespace codegrid {

/// Seconds that the encoders of `job` and its refinement, where it has one, take to train: a guess.
///   trained: images of an epoch.
double recipe_seconds(const JobConfig& job, const TrainingFacts& facts, std::int64_t trained);

/// Which of these trainings is likely not to find its memory, in words such as "training \"dense\"
/// takes 3.0 GiB or more for its weights"; empty where all are.
std::string recipe_over_memory(const JobConfig& job, const TrainingFacts& facts,
                               std::int64_t trained);

}  // namespace codegrid
