#pragma once

#include <cstdint>
#include <string>

#include "job/init/training_facts.hpp"
#include "model/options.hpp"

namespace codegrid {

/// A model for images, the size of its batches, and why, in words for comments.
struct ModelAdvice {
  ModelOptions model{};
  std::int64_t batch_size = 1;
  double seconds = 0;  ///< Of an epoch: a guess.
  std::string why_model{};
  std::string why_downsampling{};  ///< Empty where it is the usual one.
  std::string why_batch{};
  std::string problem{};  ///< Why no model is likely to find its memory; else empty.
};

/// A dense model of small grey images, else a convolutional one, as long as that takes no more than
/// hours. Both have room in the memory that `facts` names, as TrainingMemory measures it: where the
/// usual ones have not, with smaller batches, more levels, strides or a narrower code. Where
/// nothing has, the smallest, and `problem` says so.
ModelAdvice advise_model(const TrainingFacts& facts);

}  // namespace codegrid
