#pragma once

#include <cstdint>

namespace codegrid {

enum class LossKind { kBinaryCrossEntropy, kMeanSquaredError, kMeanAbsoluteError, kHuber };
enum class ObjectiveKind { kReconstruction, kContrastive, kCombined, kVariational };
enum class Precision {
  kFloat32,
  kBfloat16,
  kAuto  ///< The second where the device has it; see resolved_precision.
};
enum class OptimizerKind { kAdam, kAdamW, kSgd };
enum class ScheduleKind { kConstant, kCosine, kOneCycle };
/// What should come out of a model that is given an augmented image.
enum class Reconstruct { kAugmented, kClean };
enum class Monitor { kValidationLoss, kTrainingLoss, kNone };

struct OptimizerOptions {
  OptimizerKind name = OptimizerKind::kAdam;
  double learning_rate = 0.001;
  double beta1 = 0.9;     ///< Adam, AdamW: decay of the mean of the gradients.
  double beta2 = 0.999;   ///< Adam, AdamW: decay of the mean of their squares.
  double epsilon = 1e-7;  ///< Adam, AdamW: Keras's default, which the article uses; LibTorch's is
                          ///< 1e-8.
  double weight_decay = 0.01;  ///< AdamW, SGD: share of the weights taken off, times the rate.
  double momentum = 0.9;       ///< SGD: decay of the sum of the gradients; 0: none.
};

/// How the learning rate goes from step to step; shares are of all steps that are planned.
struct ScheduleOptions {
  ScheduleKind kind = ScheduleKind::kConstant;
  double warmup = 0;  ///< Constant, cosine: share of the steps in which the rate rises from 0.
  double rise = 0.3;  ///< One-cycle: share of the steps in which the rate rises.
};

struct EarlyStoppingOptions {
  Monitor monitor = Monitor::kValidationLoss;
  std::int64_t patience = 5;  ///< Epochs in a row without improvement before training stops.
  double min_delta = 0.0;     ///< An improvement must be larger than this.
  bool restore_best = false;  ///< End with the best epoch's weights instead of the last one's.
};

/// What training makes small: the loss of the reconstruction; the contrastive loss of two augmented
/// views of each image (NT-Xent; see train/nt_xent.hpp), for an encoder without a decoder; both,
/// the reconstruction's + weight * the contrastive one; or the variational one, the
/// reconstruction's of a code drawn at random + beta * what that code tells (see
/// train/variational_engine.hpp).
struct ObjectiveOptions {
  ObjectiveKind kind = ObjectiveKind::kReconstruction;
  double temperature = 0.2;  ///< Contrastive, combined: what cosines are divided by.
  double weight = 0.1;       ///< Combined: of the contrastive loss.
  double beta = 1;           ///< Variational: of the divergence from the prior.

  bool reconstructs() const { return kind != ObjectiveKind::kContrastive; }
  /// Whether each image is seen in two views, which are told from those of other images.
  bool compares_views() const {
    return kind == ObjectiveKind::kContrastive || kind == ObjectiveKind::kCombined;
  }
  /// Whether codes are distributions, which want a variational model.
  bool is_variational() const { return kind == ObjectiveKind::kVariational; }
};

struct TrainingOptions {
  std::int64_t epochs = 200;  ///< At most.
  std::int64_t batch_size = 2024;
  std::int64_t checkpoint_epochs = 1;  ///< A checkpoint follows each of so many, and the last.
  double checkpoint_minutes = 10;      ///< And one comes at least this often.
  ObjectiveOptions objective;
  LossKind loss = LossKind::kBinaryCrossEntropy;  ///< Of the reconstruction.
  Reconstruct reconstruct = Reconstruct::kAugmented;
  Precision precision = Precision::kFloat32;  ///< Of what enters the matrix products.
  OptimizerOptions optimizer;
  ScheduleOptions schedule;
  EarlyStoppingOptions early_stopping;
};

}  // namespace codegrid
