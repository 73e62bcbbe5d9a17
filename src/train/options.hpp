#pragma once

#include <cstdint>

namespace codegrid {

enum class LossKind { kBinaryCrossEntropy, kMeanSquaredError };
enum class Precision { kFloat32, kBfloat16 };
enum class OptimizerKind { kAdam };
enum class Monitor { kValidationLoss, kTrainingLoss, kNone };

struct OptimizerOptions {
  OptimizerKind name = OptimizerKind::kAdam;
  double learning_rate = 0.001;
  double beta1 = 0.9;     ///< Decay of the mean of the gradients.
  double beta2 = 0.999;   ///< Decay of the mean of their squares.
  double epsilon = 1e-7;  ///< Keras's default, which the article uses; LibTorch's is 1e-8.
};

struct EarlyStoppingOptions {
  Monitor monitor = Monitor::kValidationLoss;
  std::int64_t patience = 5;  ///< Epochs in a row without improvement before training stops.
  double min_delta = 0.0;     ///< An improvement must be larger than this.
  bool restore_best = false;  ///< End with the best epoch's weights instead of the last one's.
};

struct TrainingOptions {
  std::int64_t epochs = 200;  ///< At most.
  std::int64_t batch_size = 2024;
  double checkpoint_minutes = 10;  ///< One after each epoch, and inside it this often.
  LossKind loss = LossKind::kBinaryCrossEntropy;
  Precision precision = Precision::kFloat32;  ///< Of what enters the matrix products.
  OptimizerOptions optimizer;
  EarlyStoppingOptions early_stopping;
};

}  // namespace codegrid
