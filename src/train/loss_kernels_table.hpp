#pragma once

#include <cstdint>

namespace codegrid {

/// Up to this error Huber's loss is half its square, beyond it a line. Pixels are in [0, 1], so
/// that with the 1 that other programs take by default it would never leave the square.
constexpr float kHuberDelta = 0.1F;

/// A block of logits and the pixels that they should become: float32, `rows` of `columns`, row
/// after row at distance `stride`.
struct LossBlock {
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t stride;
};

/// A reconstruction loss on the CPU, in one pass over memory, for the processor at hand.
struct LossKernels {
  /// The sum over all pixels of the block.
  double (*sum)(const float* logits, const float* pixels, LossBlock block);
  /// The same, and leaves `scale` times the gradient by the logits in their place. Adds the
  /// gradients' sum over the rows to column_sums [columns]: the gradient of the last layer's bias.
  double (*replace)(float* logits, const float* pixels, LossBlock block, float scale,
                    float* column_sums);
};

/// The losses that one instruction set has kernels for.
struct LossTable {
  LossKernels cross_entropy;  ///< Of the sigmoid of the logits.
  LossKernels squared_error_of_sigmoid;
  LossKernels squared_error_of_linear;  ///< Of the logits themselves.
  LossKernels absolute_error_of_sigmoid;
  LossKernels absolute_error_of_linear;
  LossKernels huber_of_sigmoid;
  LossKernels huber_of_linear;
};

extern const LossTable kLossesPlain;
extern const LossTable kLossesAvx2;
extern const LossTable kLossesAvx512;

}  // namespace codegrid
