#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>

#include "data/batches.hpp"
#include "model/autoencoder.hpp"
#include "train/gradient_engine.hpp"
#include "train/loss.hpp"
#include "train/metrics.hpp"

namespace codegrid {

/// Sums over the batches of an epoch, or of an evaluation, on the model's device.
struct LossSums {
  at::Tensor loss;   ///< [] float64.
  at::Tensor parts;  ///< See GradientEngine::parts; undefined where a loss has none.

  /// Adds what the engine's last call gave.
  void add(const at::Tensor& batch_loss, const GradientEngine& engine);
};

/// Sums to begin with, of a loss by `engine`.
LossSums no_loss(const Autoencoder& model, const GradientEngine& engine);

/// The means of what was summed over all of `batches`. Waits for the device.
MeanLoss mean(const LossSums& sums, const Batches& batches, const GradientEngine& engine);

/// Mean loss of `batches` by `engine`, which is of `model`; leaves the model in eval mode. Nothing
/// where `wants_stop`, asked between two batches, says so.
std::optional<MeanLoss> evaluate(Autoencoder& model, const Batches& batches, GradientEngine& engine,
                                 const std::function<bool()>& wants_stop);
/// Mean loss over all pixels of the reconstructions, in float32.
double evaluate(Autoencoder& model, const Batches& batches, const ReconstructionLoss& loss);

}  // namespace codegrid
