#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "train/trainer.hpp"

namespace codegrid {

/// How a finished training went.
struct TrainingSummary {
  std::int64_t epochs = 0;
  StopReason stopped_by = StopReason::kEpochs;
  double train_loss = 0;  ///< Of the last epoch.
  double val_loss = 0;
  double best_val_loss = 0;             ///< The least of all epochs.
  std::int64_t best_epoch = 0;          ///< Whose it was first.
  std::int64_t encoder_epoch = 0;       ///< Whose weights the encoder carries.
  double test_loss = 0;                 ///< Of those weights.
  std::optional<LossParts> test_parts;  ///< Of that, where the objective has them.
  std::int64_t constant_values = 0;     ///< Values of their code that are alike for every image.
  double seconds = 0;                   ///< From the start of the program, over all that trained.
  double images_per_second = 0;         ///< Training images, over the seconds of the epochs.
  std::string encoder_sha256;           ///< Of encoder.pt.
  std::int64_t skipped = 0;             ///< Pictures that were left out.
};

/// The summary of a training to the end, without what is not known of epochs.
TrainingSummary summarize(const TrainingResult& result, const MeanLoss& test, double seconds);

/// summary.json; `skipped` only where pictures were, `test_reconstruction` and `test_kl` only of
/// test losses in parts.
nlohmann::ordered_json summary_json(const TrainingSummary& summary);

}  // namespace codegrid
