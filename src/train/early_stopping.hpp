#pragma once

#include <cstdint>
#include <limits>

#include "train/options.hpp"

namespace codegrid {

/// What early stopping remembers from epoch to epoch.
struct EarlyStoppingState {
  double best = std::numeric_limits<double>::infinity();  ///< The least watched loss.
  std::int64_t best_epoch = 0;                            ///< Whose it was; 0: none yet.
  std::int64_t waited = 0;                                ///< Epochs since then.
};

/// Watches one loss, as Keras's EarlyStopping does.
class EarlyStopping {
 public:
  explicit EarlyStopping(const EarlyStoppingOptions& options) : options_(options) {}

  /// Takes the losses of `epoch` (1, 2, ...); true if the watched one is better than the best by
  /// more than min_delta. Without a monitor the validation loss is watched, but training never
  /// stops.
  bool improved(std::int64_t epoch, double train_loss, double val_loss) {
    const double loss = options_.monitor == Monitor::kTrainingLoss ? train_loss : val_loss;
    if (!(loss < state_.best - options_.min_delta)) {
      ++state_.waited;
      return false;
    }
    state_ = {loss, epoch, 0};
    return true;
  }
  bool should_stop() const {
    return options_.monitor != Monitor::kNone && state_.waited >= options_.patience;
  }
  std::int64_t best_epoch() const { return state_.best_epoch; }
  const EarlyStoppingState& state() const { return state_; }
  void restore(const EarlyStoppingState& state) { state_ = state; }

 private:
  EarlyStoppingOptions options_;
  EarlyStoppingState state_;
};

}  // namespace codegrid
