#pragma once

#include <cstdint>

#include "data/augmentation_options.hpp"
#include "model/options.hpp"
#include "train/options.hpp"

namespace codegrid {

/// A student's net, but for its outputs: it has one for each group, linear.
inline ModelOptions default_student() {
  ModelOptions model;
  model.kind = ModelKind::kConvolutional;
  model.hidden = {128};
  model.convolutional = {{32, 64, 64},
                         3,
                         Downsampling::kPoolEarly,
                         /*batch_norm=*/true,
                         /*dropout=*/0};
  return model;
}

inline TrainingOptions default_student_training() {
  TrainingOptions training;
  training.epochs = 6;
  training.batch_size = 512;
  training.precision = Precision::kAuto;
  training.optimizer.name = OptimizerKind::kAdamW;
  training.optimizer.learning_rate = 3e-3;
  training.optimizer.weight_decay = 1e-3;
  training.schedule = {ScheduleKind::kOneCycle, /*warmup=*/0, /*rise=*/0.2};
  training.early_stopping.monitor = Monitor::kNone;
  return training;
}

/// How groups of codes are made better by nets that learn them from images (see refinement.hpp).
struct RefinementOptions {
  std::int64_t k = 10;           ///< Number of groups, 1 or more.
  std::int64_t rounds = 2;       ///< Students, one after the other, at most; 1 or more.
  std::int64_t neighbors = 15;   ///< Of each point, in every graph; 1 or more.
  double label_smoothing = 0.1;  ///< Share of each label that all groups share alike, in [0, 1).
  ModelOptions student =
      default_student();  ///< `code`, `code_activation` and `output` do not count.
  /// `loss` and `early_stopping` do not count.
  TrainingOptions training = default_student_training();
  AugmentationOptions augmentation{};  ///< Of the images that students learn from.
};

}  // namespace codegrid
