#include "job/training_summary.hpp"

#include <c10/util/Exception.h>

#include <nlohmann/json.hpp>

namespace codegrid {
namespace {

const char* word(StopReason reason) {
  switch (reason) {
    case StopReason::kEpochs:
      return "epochs";
    case StopReason::kEarlyStopping:
      return "early_stopping";
    case StopReason::kRequest:
      break;
  }
  TORCH_CHECK(false, "a training that was stopped has no summary");
}

}  // namespace

TrainingSummary summarize(const TrainingResult& result, const MeanLoss& test, double seconds) {
  const EpochRecord& last = result.epochs.back();
  const EpochRecord& best = least_val_loss(result.epochs);
  double training_seconds = 0;
  double images = 0;
  for (const EpochRecord& epoch : result.epochs) {
    training_seconds += epoch.seconds;
    images += epoch.images_per_second * epoch.seconds;
  }
  TrainingSummary summary;
  summary.epochs = last.epoch;
  summary.stopped_by = result.stopped_by;
  summary.train_loss = last.train_loss;
  summary.val_loss = last.val_loss;
  summary.best_val_loss = best.val_loss;
  summary.best_epoch = best.epoch;
  summary.encoder_epoch = result.ends_with;
  summary.test_loss = test.loss;
  summary.test_parts = test.parts;
  summary.seconds = seconds;
  summary.images_per_second = images / training_seconds;
  return summary;
}

nlohmann::ordered_json summary_json(const TrainingSummary& s) {
  nlohmann::ordered_json json{{"epochs", s.epochs},
                              {"stopped_by", word(s.stopped_by)},
                              {"train_loss", s.train_loss},
                              {"val_loss", s.val_loss},
                              {"best_val_loss", s.best_val_loss},
                              {"best_epoch", s.best_epoch},
                              {"encoder_epoch", s.encoder_epoch},
                              {"test_loss", s.test_loss}};
  if (s.test_parts) {
    json["test_reconstruction"] = s.test_parts->reconstruction;
    json["test_kl"] = s.test_parts->kl;
  }
  json["constant_code_values"] = s.constant_values;
  json["seconds"] = s.seconds;
  json["images_per_second"] = s.images_per_second;
  json["encoder_sha256"] = s.encoder_sha256;
  if (s.skipped > 0) json["skipped"] = s.skipped;
  return json;
}

}  // namespace codegrid
