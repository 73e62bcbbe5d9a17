#pragma once

#include <ATen/core/Tensor.h>

#include "model/options.hpp"
#include "train/options.hpp"

namespace codegrid {

/// The reconstruction loss and its gradient in one pass, on logits: autograd starts behind it, at
/// the decoder's last layer. Per pixel, with z the logit, p the output and x the pixel:
///   binary cross-entropy: -x ln p - (1 - x) ln(1 - p) = softplus(z) - z x;  gradient p - x
///   mean squared error:   (p - x)^2;  gradient 2 (p - x) dp/dz
class ReconstructionLoss {
 public:
  /// Binary cross-entropy needs a sigmoid output (TORCH_CHECK).
  ReconstructionLoss(LossKind kind, Output output);

  /// Sum over all pixels, [] float64 on the device of `logits`.
  ///   logits, target: [N, P] float32.
  at::Tensor sum(const at::Tensor& logits, const at::Tensor& target) const;

  struct WithGradient {
    at::Tensor sum;       ///< [] float64.
    at::Tensor gradient;  ///< [N, P] float32: of the mean over all pixels, by the logits.
  };
  WithGradient with_gradient(const at::Tensor& logits, const at::Tensor& target) const;

 private:
  at::Tensor block_sum(const at::Tensor& logits, const at::Tensor& target) const;
  void block_gradient(const at::Tensor& logits, const at::Tensor& target, double scale,
                      at::Tensor& gradient) const;

  LossKind kind_;
  Output output_;
};

}  // namespace codegrid
