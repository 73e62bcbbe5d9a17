#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>
#include <vector>

#include "train/gradient_engine.hpp"
#include "train/normal_codes.hpp"

namespace codegrid {

/// The variational objective (Kingma and Welling 2014; beta: Higgins et al. 2017), by LibTorch's
/// autograd, for variational models dense or convolutional on every device. The decoder is given a
/// code that is drawn from the distribution of each image's codes; the loss of an image is that of
/// the reconstruction, summed over its pixels, + beta times the divergence of that distribution
/// from the prior (kl_from_prior). It is counted in pixels, so that the mean is beside that of a
/// plain reconstruction.
///
/// `forward_backward` draws by the generator that it is given; `forward` by one that is the batch's
/// own, so that an evaluation draws the same each time.
///
/// With bfloat16, convolutions and matrix products of the model take and give it (LibTorch's
/// autocast); distributions, codes and loss stay float32.
class VariationalEngine : public GradientEngine {
 public:
  /// `model` and `loss` must outlive it. TORCH_CHECK where the objective or the model is another,
  /// or there is no generator.
  ///   loss: of the reconstruction.
  ///   options: those of objective and precision are read.
  ///   noise: on the CPU; shared with whoever gave it.
  VariationalEngine(Autoencoder& model, const ReconstructionLoss& loss,
                    const TrainingOptions& options, at::Generator noise);

  at::Tensor forward_backward(const StepImages& images) override;
  at::Tensor forward(const StepImages& images) override;
  const std::vector<at::Tensor>& gradients() const override { return gradients_; }
  std::int64_t terms_per_image() const override;
  at::Tensor parts() const override { return parts_; }
  at::Generator noise() const override { return noise_; }

 private:
  // What the model makes of n images.
  struct Results {
    CodeDistribution codes;  // float32
    at::Tensor logits;       // [n, C*H*W] float32, of the codes that were drawn
  };

  Results results_of(const at::Tensor& inputs, const at::Generator& noise);
  at::Tensor loss_of(const at::Tensor& reconstruction, const at::Tensor& kl);

  Autoencoder model_;
  const ReconstructionLoss& loss_;
  double beta_;
  Precision precision_;
  at::Generator noise_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> gradients_;
  StepRoom room_;
  at::Tensor parts_;
};

}  // namespace codegrid
