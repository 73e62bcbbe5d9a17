#include "train/autograd.hpp"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

namespace codegrid {
namespace {

at::Tensor laid_out_like(const at::Tensor& parameter, const at::Tensor& gradient) {
  if (gradient.strides() == parameter.strides()) return gradient;
  return at::empty_like(parameter, parameter.options().requires_grad(false)).copy_(gradient);
}

}  // namespace

Bfloat16::Bfloat16(at::Device device, bool wanted)
    : type_(device.type()),
      before_(at::autocast::is_autocast_enabled(type_)),
      type_before_(at::autocast::get_autocast_dtype(type_)) {
  at::autocast::set_autocast_enabled(type_, wanted);
  if (wanted) at::autocast::set_autocast_dtype(type_, at::kBFloat16);
  at::autocast::increment_nesting();
}

Bfloat16::~Bfloat16() {
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_dtype(type_, type_before_);
  at::autocast::set_autocast_enabled(type_, before_);
}

std::vector<at::Tensor> gradients_by(const std::vector<at::Tensor>& parameters,
                                     const std::vector<ResultGradient>& results) {
  std::vector<at::Tensor> outputs;
  std::vector<at::Tensor> output_gradients;
  for (const ResultGradient& each : results) {
    outputs.push_back(each.result);
    output_gradients.push_back(each.gradient);
  }
  std::vector<at::Tensor> gradients = torch::autograd::grad(outputs, parameters, output_gradients);
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < gradients.size(); ++i)
    gradients[i] = laid_out_like(parameters[i], gradients[i]);
  return gradients;
}

}  // namespace codegrid
