#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

/// The rows of `codes` at unit length; rows of zeros stay zeros. [N, D] float32.
at::Tensor unit_length(const at::Tensor& codes);

}  // namespace codegrid
