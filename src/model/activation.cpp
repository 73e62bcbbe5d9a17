#include "model/activation.hpp"

#include <ATen/Functions.h>

namespace codegrid {
namespace {

constexpr ActivationFunction kRelu{[](at::Tensor& x) { x.relu_(); },
                                   [](at::Tensor& gradient, const at::Tensor& output) {
                                     at::threshold_backward_out(gradient, gradient, output, 0);
                                   },
                                   "torch.relu(x)", "relu"};

constexpr ActivationFunction kTanh{[](at::Tensor& x) { x.tanh_(); },
                                   [](at::Tensor& gradient, const at::Tensor& output) {
                                     at::tanh_backward_out(gradient, gradient, output);
                                   },
                                   "torch.tanh(x)", "tanh"};

constexpr ActivationFunction kSigmoid{[](at::Tensor& x) { x.sigmoid_(); },
                                      [](at::Tensor& gradient, const at::Tensor& output) {
                                        at::sigmoid_backward_out(gradient, gradient, output);
                                      },
                                      "torch.sigmoid(x)", "sigmoid"};

constexpr ActivationFunction kElu{[](at::Tensor& x) { at::elu_(x); },
                                  [](at::Tensor& gradient, const at::Tensor& output) {
                                    at::elu_backward_out(gradient, gradient, 1, 1, 1,
                                                         /*is_result=*/true, output);
                                  },
                                  "torch.elu(x)", "elu"};

constexpr ActivationFunction kLinear{[](at::Tensor&) {}, [](at::Tensor&, const at::Tensor&) {}, "x",
                                     "linear"};

}  // namespace

const ActivationFunction& function_of(Activation activation) {
  switch (activation) {
    case Activation::kRelu:
      return kRelu;
    case Activation::kTanh:
      return kTanh;
    case Activation::kSigmoid:
      return kSigmoid;
    case Activation::kElu:
      return kElu;
    case Activation::kLinear:
      return kLinear;
  }
  TORCH_CHECK(false, "no such activation");
}

}  // namespace codegrid
