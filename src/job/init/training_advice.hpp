#pragma once

#include <string>
#include <vector>

#include "job/init/config_text.hpp"
#include "job/init/training_facts.hpp"

namespace codegrid {

/// What a config says of a training.
struct TrainingAdvice {
  std::vector<ConfigEntry> sections{};  ///< "model", "training" and "clustering".
  std::string problem{};  ///< Why the training is not likely to find its memory; else empty.
};

/// For such images: a model as advise_model() chooses it; epochs by the number of steps and by
/// time; grouping by the graph of neighbors.
TrainingAdvice advise_training(const TrainingFacts& facts);

}  // namespace codegrid
