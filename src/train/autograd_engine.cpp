#include "train/autograd_engine.hpp"

#include <torch/torch.h>

#include "train/autograd.hpp"

namespace codegrid {

AutogradEngine::AutogradEngine(Autoencoder& model, const ReconstructionLoss& loss,
                               Precision precision)
    : model_(model),
      loss_(loss),
      precision_(precision),
      parameters_(model->parameters()),
      room_(model->image_shape(), parameters_.at(0).device()) {}

at::Tensor AutogradEngine::forward_backward(const StepImages& images) {
  const auto [inputs, targets] = room_.all_of(images);
  const at::Tensor logits = logits_of(inputs);
  // The loss knows its own gradient, in one pass: autograd begins at the logits.
  at::Tensor gradient = logits.detach().clone();
  at::Tensor sum = at::zeros({}, logits.options().dtype(at::kDouble).requires_grad(false));
  at::Tensor column_sums = at::zeros({logits.size(1)}, gradient.options());
  loss_.replace(gradient, targets, 1.0 / static_cast<double>(logits.numel()), column_sums, sum);

  gradients_ = gradients_by(parameters_, {{logits, gradient}});
  return sum;
}

at::Tensor AutogradEngine::forward(const StepImages& images) {
  const torch::NoGradGuard no_grad;
  const auto [inputs, targets] = room_.all_of(images);
  at::Tensor sum = at::zeros({}, inputs.options().dtype(at::kDouble));
  loss_.add(logits_of(inputs), targets, sum);
  return sum;
}

std::int64_t AutogradEngine::terms_per_image() const {
  return c10::multiply_integers(model_->image_shape());
}

at::Tensor AutogradEngine::logits_of(const at::Tensor& inputs) {
  const Bfloat16 guard(inputs.device(), precision_ == Precision::kBfloat16);
  return model_->forward(inputs).logits.to(at::kFloat).contiguous();
}

}  // namespace codegrid
