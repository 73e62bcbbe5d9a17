#pragma once

#include <cstdint>
#include <vector>

#include "data/augmenter.hpp"
#include "train/gradient_engine.hpp"

namespace codegrid {

/// The contrastive objective and the combined one, by LibTorch's autograd, for every model on every
/// device: two views of each image of a batch go through the encoder together, and the loss of an
/// image is its NT-Xent (train/nt_xent.hpp). Combined, the decoder reconstructs the first of them,
/// and the loss is that of the reconstruction, mean over its pixels, + weight * NT-Xent. Its sums
/// are over images.
///
/// A step gives it the images as they are. `forward_backward` takes views that `augmenter` draws;
/// `forward` those of a seed that is the batch's own, so that an evaluation sees the same ones each
/// time.
///
/// With bfloat16, convolutions and matrix products of the model take and give it (LibTorch's
/// autocast); codes, cosines and the rest of the loss stay float32.
class ContrastiveEngine : public GradientEngine {
 public:
  /// `model` and `loss` must outlive it. TORCH_CHECK where the objective compares no views, or
  /// reconstructs and the model has no decoder.
  ///   loss: of the reconstruction, if there is one.
  ///   options: those of objective, reconstruct and precision are read.
  ///   augmenter: whoever gave it shares its generator.
  ContrastiveEngine(Autoencoder& model, const ReconstructionLoss& loss,
                    const TrainingOptions& options, const Augmenter& augmenter);

  at::Tensor forward_backward(const StepImages& images) override;
  at::Tensor forward(const StepImages& images) override;
  const std::vector<at::Tensor>& gradients() const override { return gradients_; }
  std::int64_t terms_per_image() const override { return 1; }

 private:
  // What the model makes of two views of n images.
  struct Results {
    at::Tensor codes;   // [2 n, D] float32
    at::Tensor logits;  // [n, C*H*W] float32, of the first views; undefined without a decoder
  };

  at::Tensor views_of(const StepImages& images, Augmenter& augmenter);
  Results results_of(const at::Tensor& views);
  at::Tensor targets_of(const at::Tensor& views) const;

  Autoencoder model_;
  const ReconstructionLoss& loss_;
  ObjectiveOptions objective_;
  Reconstruct reconstruct_;
  Precision precision_;
  Augmenter augmenter_;
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> gradients_;
  at::Tensor clean_;  // [2 batch, C, H, W] float32: the images twice, kept for the next batch
};

}  // namespace codegrid
