#pragma once

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "data/augmenter.hpp"
#include "model/autoencoder.hpp"
#include "train/loss.hpp"
#include "train/options.hpp"
#include "train/step_images.hpp"

namespace codegrid {

/// Takes images through a model: forward to the loss, and back to its gradients.
class GradientEngine {
 public:
  virtual ~GradientEngine() = default;

  /// Forward, loss and backward of the images of a step. Returns the loss summed over its terms, []
  /// float64 on the model's device; the gradients of the mean over them are in `gradients()`.
  virtual at::Tensor forward_backward(const StepImages& images) = 0;

  /// Forward and loss alone: the same sum.
  virtual at::Tensor forward(const StepImages& images) = 0;

  /// Of the last forward_backward, in the order of the model's parameters(), each shaped like its
  /// parameter.
  virtual const std::vector<at::Tensor>& gradients() const = 0;

  /// Terms of the loss that an image has: its pixels, or one.
  virtual std::int64_t terms_per_image() const = 0;

  /// Of a loss that has LossParts: the sums of the last call, [2] float64 on the model's device, of
  /// the reconstruction over pixels and of the divergence over images; zeros before the first.
  /// Undefined for other losses.
  virtual at::Tensor parts() const { return {}; }

  /// What a step draws noise by, which a checkpoint has to hold; undefined where it draws none.
  virtual at::Generator noise() const { return {}; }
};

/// The quickest engine for a model that reconstructs: DenseEngine for plain dense models, on every
/// device; AutogradEngine for all others. `model` and `loss` must outlive it.
std::unique_ptr<GradientEngine> make_gradient_engine(Autoencoder& model,
                                                     const ReconstructionLoss& loss,
                                                     Precision precision);

/// The same for the objective of `options`: ContrastiveEngine where that compares views, which
/// `augmenter` draws; VariationalEngine where codes are distributions, from which `noise` draws.
std::unique_ptr<GradientEngine> make_gradient_engine(Autoencoder& model,
                                                     const ReconstructionLoss& loss,
                                                     const TrainingOptions& options,
                                                     const std::optional<Augmenter>& augmenter,
                                                     const at::Generator& noise = {});

}  // namespace codegrid
