#pragma once

#include <cstdint>
#include <vector>

#include "tensor/safetensors.hpp"
#include "train/early_stopping.hpp"
#include "train/metrics.hpp"

namespace codegrid {

/// All that training is between two batches: who goes on from here gets the same bits as who never
/// stopped.
struct TrainingState {
  std::vector<EpochRecord> epochs;  ///< The finished ones.
  std::int64_t batch = 0;           ///< Batches done of the epoch under way.
  double seconds = 0;               ///< Spent on that epoch.
  EarlyStoppingState stopping;
  /// By parameter and buffer: `weights.` and, where they are not the weights themselves, `best.`.
  /// Where weights are averaged, `average.`, too.
  /// By parameter: what the optimizer remembers (`adam.mean.` and others, see Optimizer::state).
  /// Once: `shuffle`, the generator before it drew the order of the epoch under way; `loss_sum`,
  /// over the batches done of it, and `loss_parts` of a loss that has them; of a model with
  /// dropout, `dropout`, its generator; where images are augmented, `augmentation`, the generator
  /// of that; and, where the engine draws noise, `noise`, the generator of that.
  NamedTensors tensors;
};

}  // namespace codegrid
