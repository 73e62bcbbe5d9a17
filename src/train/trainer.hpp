#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "data/batches.hpp"
#include "model/autoencoder.hpp"
#include "train/loss.hpp"
#include "train/metrics.hpp"
#include "train/options.hpp"

namespace codegrid {

enum class StopReason { kEpochs, kEarlyStopping };

/// Who wants to hear how it goes. Either may be empty.
struct TrainingListener {
  /// After each batch of an epoch: images seen in it so far.
  std::function<void(std::int64_t epoch, std::int64_t images)> on_batch;
  std::function<void(const EpochRecord&)> on_epoch;
};

/// A copy of a model's parameters, in the order of `parameters()`.
using Weights = std::vector<at::Tensor>;

struct TrainingResult {
  std::vector<EpochRecord> epochs;
  StopReason stopped_by;
  std::int64_t best_epoch;
  Weights last;  ///< Of the last epoch.
  Weights best;  ///< Of the best one.
};

/// Trains `model` in place; it ends with the last epoch's weights, or the best one's if `options`
/// say so. The optimiser is Adam; batches are reshuffled by `shuffle` each epoch; `validation` is
/// read after each. Throws Error(kFailed) when a loss is not finite.
TrainingResult train(Autoencoder& model, Batches& training, const Batches& validation,
                     const ReconstructionLoss& loss, const TrainingOptions& options,
                     at::Generator shuffle, const TrainingListener& listener);

/// Mean loss over all pixels of `batches`.
double evaluate(Autoencoder& model, const Batches& batches, const ReconstructionLoss& loss);

Weights copy_weights(const Autoencoder& model);
void set_weights(Autoencoder& model, const Weights& weights);

}  // namespace codegrid
