#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "train/gradient_engine.hpp"

namespace codegrid {

/// What a net is to learn of images.
struct ClassifierTask {
  at::Tensor labels;       ///< [M] int64: the group of each of the set's images, see StepImages.
  double smoothing = 0.1;  ///< Share of a label that all groups share alike (Szegedy et al. 2016).
};

/// The cross-entropy of the groups that an encoder without a decoder tells apart, by its linear
/// outputs, one for each; by LibTorch's autograd, on every device. With bfloat16, convolutions and
/// matrix products take and give it (LibTorch's autocast); the rest stays float32.
class ClassifierEngine : public GradientEngine {
 public:
  /// model: must outlive it. task.labels: on the model's device.
  ClassifierEngine(Autoencoder& model, ClassifierTask task, Precision precision);

  /// images: of batches of the set that the task's labels are of.
  at::Tensor forward_backward(const StepImages& images) override;
  at::Tensor forward(const StepImages& images) override;
  const std::vector<at::Tensor>& gradients() const override { return gradients_; }
  std::int64_t terms_per_image() const override { return 1; }

 private:
  at::Tensor loss_of(const StepImages& images);

  Autoencoder model_;
  ClassifierTask task_;
  Precision precision_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> gradients_;
  at::Tensor room_;  // [batch, C*H*W] float32, kept for the next batch
};

}  // namespace codegrid
