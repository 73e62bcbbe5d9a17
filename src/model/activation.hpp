#pragma once

#include <ATen/core/Tensor.h>

#include "model/options.hpp"

namespace codegrid {

/// `x` after the activation; autograd knows of it.
at::Tensor activate(const at::Tensor& x, Activation activation);

/// The same, in the place of `x`.
void activate_in_place(at::Tensor& x, Activation activation);

/// Makes of the gradient by what came out of the activation, in its place, that by what went in.
///   output: what came out.
void deactivate_in_place(at::Tensor& gradient, const at::Tensor& output, Activation activation);

}  // namespace codegrid
