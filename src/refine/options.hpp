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

/// How groups of codes are made better.
enum class RefinementKind {
  kStudents,  ///< By nets that learn them from images (see run_refinement).
  kDec,       ///< By moving the codes of one encoder towards their groups (Xie et al. 2016).
  kIdec       ///< The same while its decoder still reconstructs (Guo et al. 2017).
};

/// How codes are moved towards their groups (see EmbeddedClustering).
struct EmbeddingOptions {
  std::int64_t update_interval = 140;  ///< Steps with the same targets, 1 or more.
  std::int64_t updates = 100;          ///< Of the targets, at most; 1 or more.
  double tolerance = 0.001;       ///< Fewer labels than this share change in an interval: the end.
  std::int64_t batch_size = 256;  ///< Images of a step.
  OptimizerOptions optimizer{};
  double gamma = 0.1;  ///< IDEC: weight of the divergence beside the reconstruction's loss.
};

inline EmbeddingOptions default_dec() {
  EmbeddingOptions options;
  options.optimizer.name = OptimizerKind::kSgd;
  options.optimizer.learning_rate = 0.01;
  options.optimizer.momentum = 0.9;
  options.optimizer.weight_decay = 0;
  return options;
}

inline EmbeddingOptions default_idec() {
  EmbeddingOptions options;
  options.optimizer.weight_decay = 0;  // of adamw and sgd
  return options;
}

struct RefinementOptions {
  RefinementKind kind = RefinementKind::kStudents;
  std::int64_t k = 10;  ///< Number of groups, 1 or more.

  EmbeddingOptions dec = default_dec();
  EmbeddingOptions idec = default_idec();
  const EmbeddingOptions& embedding() const { return kind == RefinementKind::kIdec ? idec : dec; }

  // Of students:
  std::int64_t rounds = 4;       ///< Students, one after the other, at most; 1 or more.
  std::int64_t neighbors = 15;   ///< Of each point, in every graph; 1 or more.
  double label_smoothing = 0.1;  ///< Share of each label that all groups share alike, in [0, 1).
  ModelOptions student =
      default_student();  ///< `code`, `code_activation` and `output` do not count.
  /// `loss` and `early_stopping` do not count.
  TrainingOptions training = default_student_training();
  AugmentationOptions augmentation{};  ///< Of the images that students learn from.
};

}  // namespace codegrid
