#include "train/autograd_engine.hpp"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

namespace codegrid {
namespace {

// Autocast to bfloat16 for one forward pass; what it cast of the weights is forgotten after it.
class Bfloat16 {
 public:
  Bfloat16(at::Device device, bool wanted)
      : type_(device.type()),
        before_(at::autocast::is_autocast_enabled(type_)),
        type_before_(at::autocast::get_autocast_dtype(type_)) {
    at::autocast::set_autocast_enabled(type_, wanted);
    if (wanted) at::autocast::set_autocast_dtype(type_, at::kBFloat16);
    at::autocast::increment_nesting();
  }
  ~Bfloat16() {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_dtype(type_, type_before_);
    at::autocast::set_autocast_enabled(type_, before_);
  }
  Bfloat16(const Bfloat16&) = delete;
  Bfloat16& operator=(const Bfloat16&) = delete;

 private:
  at::DeviceType type_;
  bool before_;
  at::ScalarType type_before_;
};

// Optimizers walk through parameter and gradient side by side, so both have to lie alike.
at::Tensor laid_out_like(const at::Tensor& parameter, const at::Tensor& gradient) {
  if (gradient.strides() == parameter.strides()) return gradient;
  return at::empty_like(parameter, parameter.options().requires_grad(false)).copy_(gradient);
}

}  // namespace

AutogradEngine::AutogradEngine(Autoencoder& model, const ReconstructionLoss& loss,
                               Precision precision)
    : model_(model), loss_(loss), precision_(precision), parameters_(model->parameters()) {}

at::Tensor AutogradEngine::forward_backward(const StepImages& images) {
  const auto [inputs, targets] = all_rows(images);
  const at::Tensor logits = logits_of(inputs);
  // The loss knows its own gradient, in one pass: autograd begins at the logits.
  at::Tensor gradient = logits.detach().clone();
  at::Tensor sum = at::zeros({}, logits.options().dtype(at::kDouble).requires_grad(false));
  at::Tensor column_sums = at::zeros({logits.size(1)}, gradient.options());
  loss_.replace(gradient, targets, 1.0 / static_cast<double>(logits.numel()), column_sums, sum);

  gradients_ = torch::autograd::grad({logits}, parameters_, {gradient});
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < gradients_.size(); ++i)
    gradients_[i] = laid_out_like(parameters_[i], gradients_[i]);
  return sum;
}

at::Tensor AutogradEngine::forward(const StepImages& images) {
  const torch::NoGradGuard no_grad;
  const auto [inputs, targets] = all_rows(images);
  at::Tensor sum = at::zeros({}, inputs.options().dtype(at::kDouble));
  loss_.add(logits_of(inputs), targets, sum);
  return sum;
}

StepImages::Rows AutogradEngine::all_rows(const StepImages& images) {
  const std::int64_t count = images.count();
  const std::int64_t pixels = c10::multiply_integers(model_->image_shape());
  if (!room_.defined() || room_.size(0) < count) {
    const torch::NoGradGuard no_grad;
    room_ = at::empty({count, pixels}, parameters_.at(0).options().requires_grad(false));
  }
  return images.rows(0, count, room_.slice(0, 0, count));
}

at::Tensor AutogradEngine::logits_of(const at::Tensor& inputs) {
  const Bfloat16 guard(inputs.device(), precision_ == Precision::kBfloat16);
  return model_->forward(inputs).logits.to(at::kFloat).contiguous();
}

}  // namespace codegrid
