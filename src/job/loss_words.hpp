#pragma once

#include <string>

#include "train/options.hpp"

namespace codegrid {

/// What a training makes small, as people call it.
struct LossWords {
  std::string name;  ///< In a line of text: "mean squared error", "contrastive loss".
  std::string axis;  ///< At a chart's axis, in full: "mean squared error + 0.1 contrastive loss".
  std::string kind;  ///< In the config's own words: "mean_squared_error", "contrastive".
};

LossWords loss_words(const TrainingOptions& training);

}  // namespace codegrid
