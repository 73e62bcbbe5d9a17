#pragma once

#include <ATen/core/Tensor.h>

#include "model/options.hpp"
#include "train/loss_kernels.hpp"
#include "train/options.hpp"

namespace codegrid {

/// The reconstruction loss and its gradient, on logits. Per pixel, with z the logit, p the output
/// and x the pixel:
///   binary cross-entropy: -x ln p - (1 - x) ln(1 - p) = softplus(z) - z x;  gradient p - x
///   mean squared error:   (p - x)^2;  gradient 2 (p - x) dp/dz
///   mean absolute error:  |p - x|;  gradient sign(p - x) dp/dz
///   Huber (1964):         (p - x)^2 / 2 up to d = kHuberDelta, d (|p - x| - d / 2) beyond;
///                         gradient (p - x, within -d and d) dp/dz
class ReconstructionLoss {
 public:
  /// Binary cross-entropy needs a sigmoid output (TORCH_CHECK).
  ReconstructionLoss(LossKind kind, Output output);

  /// Adds the loss, summed over all pixels, to `total`.
  ///   logits, pixels: [N, P] float32.
  ///   total: [] float64 on their device.
  void add(const at::Tensor& logits, const at::Tensor& pixels, at::Tensor& total) const;

  /// The same, and leaves `scale` times the gradient by the logits in their place, in one pass over
  /// memory on the CPU.
  ///   column_sums: [P] float32; the gradient's sum over the rows is added to it.
  void replace(at::Tensor& logits, const at::Tensor& pixels, double scale, at::Tensor& column_sums,
               at::Tensor& total) const;

 private:
  LossKind kind_;
  Output output_;
  LossKernels kernels_;
};

/// What `add` and `replace` add and leave on other devices than the CPU, in ATen's own operations.
at::Tensor loss_sum(const at::Tensor& logits, const at::Tensor& pixels, LossKind kind,
                    Output output);
at::Tensor loss_gradient(const at::Tensor& logits, const at::Tensor& pixels, LossKind kind,
                         Output output);

}  // namespace codegrid
