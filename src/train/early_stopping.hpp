#pragma once

#include <cstdint>
#include <limits>

#include "train/options.hpp"

namespace codegrid {

/// Watches one loss, as Keras's EarlyStopping does.
class EarlyStopping {
 public:
  explicit EarlyStopping(const EarlyStoppingOptions& options) : options_(options) {}

  /// Takes the losses of `epoch` (1, 2, ...); true if the watched one is better than the best by
  /// more than min_delta. Without a monitor the validation loss is watched, but training never
  /// stops.
  bool improved(std::int64_t epoch, double train_loss, double val_loss) {
    const double loss = options_.monitor == Monitor::kTrainingLoss ? train_loss : val_loss;
    if (!(loss < best_ - options_.min_delta)) {
      ++waited_;
      return false;
    }
    best_ = loss;
    best_epoch_ = epoch;
    waited_ = 0;
    return true;
  }
  bool should_stop() const {
    return options_.monitor != Monitor::kNone && waited_ >= options_.patience;
  }
  std::int64_t best_epoch() const { return best_epoch_; }

 private:
  EarlyStoppingOptions options_;
  double best_ = std::numeric_limits<double>::infinity();
  std::int64_t best_epoch_ = 0;
  std::int64_t waited_ = 0;
};

}  // namespace codegrid
