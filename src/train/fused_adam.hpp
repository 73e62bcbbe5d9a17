#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

#include "train/adam_moments.hpp"
#include "train/optimizer.hpp"

namespace codegrid {

/// What tells Adam's relatives apart.
struct AdamKind {
  /// LibTorch's kernel: one pass over parameter, gradient and both moments, where torch::optim
  /// makes a dozen.
  using Kernel = void (*)(at::TensorList parameters, at::TensorList gradients, at::TensorList means,
                          at::TensorList squares, at::TensorList max_squares, at::TensorList steps,
                          double learning_rate, double beta1, double beta2, double weight_decay,
                          double epsilon, bool amsgrad, bool maximize,
                          const std::optional<at::Tensor>& gradient_scale,
                          const std::optional<at::Tensor>& found_infinite);

  std::string name;  ///< In the names of its state.
  Kernel kernel;
  double weight_decay;
};

/// The step that Adam and AdamW share.
class FusedAdam : public Optimizer {
 public:
  FusedAdam(const NamedParameters& parameters, const OptimizerOptions& options, AdamKind kind);

  void step(const std::vector<at::Tensor>& gradients, double learning_rate) override;
  /// `KIND.mean.`, `KIND.square.` and `KIND.step.`: see AdamMoments.
  NamedTensors state() const override { return moments_.named(kind_.name, named_); }

 private:
  NamedParameters named_;
  std::vector<at::Tensor> parameters_;
  AdamMoments moments_;
  OptimizerOptions options_;
  AdamKind kind_;
};

}  // namespace codegrid
