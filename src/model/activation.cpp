#include "model/activation.hpp"

#include <ATen/Functions.h>

namespace codegrid {

at::Tensor activate(const at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      return at::relu(x);
    case Activation::kTanh:
      return at::tanh(x);
    case Activation::kSigmoid:
      return at::sigmoid(x);
    case Activation::kElu:
      return at::elu(x);
    case Activation::kLinear:
      return x;
  }
  TORCH_CHECK(false, "no such activation");
}

void activate_in_place(at::Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      x.relu_();
      return;
    case Activation::kTanh:
      x.tanh_();
      return;
    case Activation::kSigmoid:
      x.sigmoid_();
      return;
    case Activation::kElu:
      at::elu_(x);
      return;
    case Activation::kLinear:
      return;
  }
  TORCH_CHECK(false, "no such activation");
}

void deactivate_in_place(at::Tensor& gradient, const at::Tensor& output, Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      at::threshold_backward_out(gradient, gradient, output, 0);
      return;
    case Activation::kTanh:
      at::tanh_backward_out(gradient, gradient, output);
      return;
    case Activation::kSigmoid:
      at::sigmoid_backward_out(gradient, gradient, output);
      return;
    case Activation::kElu:
      at::elu_backward_out(gradient, gradient, 1, 1, 1, /*is_result=*/true, output);
      return;
    case Activation::kLinear:
      return;
  }
  TORCH_CHECK(false, "no such activation");
}

}  // namespace codegrid
