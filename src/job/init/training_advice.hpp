#pragma once

#include <cstdint>
#include <vector>

#include "job/init/config_text.hpp"

namespace codegrid {

/// What a training is given.
struct TrainingFacts {
  std::int64_t images = 0;   ///< To train on, those held out for validation among them; 2 or more.
  std::int64_t trained = 0;  ///< Of these, without those held out: the images of an epoch.
  std::int64_t channels = 1;
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool validates_on_own = false;  ///< On images of a set of its own.
  int cores = 1;                  ///< That compute.
};

/// The sections "model", "training" and "clustering" of a config, for such images: a dense model
/// of small grey ones, else a convolutional one, as long as that takes no more than hours; epochs
/// by the number of steps and by time; grouping by the graph of neighbors.
std::vector<ConfigEntry> advise_training(const TrainingFacts& facts);

}  // namespace codegrid
