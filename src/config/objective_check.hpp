#pragma once

#include <string>
#include <vector>

#include "config/job_config.hpp"

namespace codegrid {

/// A key and what is wrong with it.
struct KeyProblem {
  std::string key;
  std::string text;
};

/// What the job's objective needs of its other keys and does not find.
std::vector<KeyProblem> problems_of_objective(const JobConfig& job);

/// The keys that say something though the objective does not ask for it: those of a reconstruction
/// where there is none.
std::vector<KeyProblem> idle_keys_of_objective(const JobConfig& job);

}  // namespace codegrid
