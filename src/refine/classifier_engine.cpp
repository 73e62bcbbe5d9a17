#include "refine/classifier_engine.hpp"

#include <ATen/core/Reduction.h>
#include <torch/torch.h>

#include <utility>

#include "train/autograd.hpp"

namespace codegrid {

ClassifierEngine::ClassifierEngine(Autoencoder& model, ClassifierTask task, Precision precision)
    : model_(model),
      task_(std::move(task)),
      precision_(precision),
      parameters_(model->parameters()) {}

at::Tensor ClassifierEngine::forward_backward(const StepImages& images) {
  const at::Tensor sum = loss_of(images);
  const double share = 1.0 / static_cast<double>(images.count());
  gradients_ = gradients_by(parameters_, {{sum, at::full_like(sum.detach(), share)}});
  return sum.detach().to(at::kDouble);
}

at::Tensor ClassifierEngine::forward(const StepImages& images) {
  const torch::NoGradGuard no_grad;
  return loss_of(images).to(at::kDouble);
}

// Summed over the images.
at::Tensor ClassifierEngine::loss_of(const StepImages& images) {
  constexpr std::int64_t kNoLabelIgnored = -100;
  const std::int64_t count = images.count();
  const at::Tensor numbers = images.numbers();
  TORCH_CHECK(numbers.defined(), "images of which nobody knows the labels");
  if (!room_.defined() || room_.size(0) < count) {
    room_ = at::empty({count, c10::multiply_integers(model_->image_shape())},
                      parameters_.at(0).options().requires_grad(false));
  }
  const at::Tensor inputs = images.rows(0, count, room_.slice(0, 0, count)).inputs;
  at::Tensor logits;
  {
    const Bfloat16 guard(inputs.device(), precision_ == Precision::kBfloat16);
    logits = model_->encode(inputs);
  }
  return at::cross_entropy_loss(logits.to(at::kFloat), task_.labels.index_select(0, numbers), {},
                                at::Reduction::Sum, kNoLabelIgnored, task_.smoothing);
}

}  // namespace codegrid
