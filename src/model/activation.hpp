#pragma once

#include <ATen/core/Tensor.h>

#include "model/options.hpp"

namespace codegrid {

/// An activation in every form that something here needs.
struct ActivationFunction {
  /// In the place of `x`; autograd knows of it.
  void (*apply_in_place)(at::Tensor& x);
  /// Makes of the gradient by what came out, in its place, that by what went in.
  ///   output: what came out.
  void (*backward_in_place)(at::Tensor& gradient, const at::Tensor& output);
  /// As an expression of TorchScript, of `x`.
  const char* torchscript;
  const char* name;
};

const ActivationFunction& function_of(Activation activation);

}  // namespace codegrid
