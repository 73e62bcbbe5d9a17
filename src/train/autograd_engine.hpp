#pragma once

#include "train/gradient_engine.hpp"

namespace codegrid {

/// By the model's own `forward` and LibTorch's autograd: for every model on every device, in the
/// model's mode (train or eval). With bfloat16, convolutions and matrix products take and give it
/// (LibTorch's autocast); weights, loss and gradients stay float32.
class AutogradEngine : public GradientEngine {
 public:
  AutogradEngine(Autoencoder& model, const ReconstructionLoss& loss, Precision precision);

  at::Tensor forward_backward(const StepImages& images) override;
  at::Tensor forward(const StepImages& images) override;
  const std::vector<at::Tensor>& gradients() const override { return gradients_; }
  std::int64_t terms_per_image() const override;

 private:
  at::Tensor logits_of(const at::Tensor& inputs);

  Autoencoder model_;
  const ReconstructionLoss& loss_;
  Precision precision_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> gradients_;
  StepRoom room_;
};

}  // namespace codegrid
