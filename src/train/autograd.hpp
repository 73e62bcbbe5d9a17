#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <vector>

namespace codegrid {

/// LibTorch's autocast to bfloat16 on one device while it lives, where that is wanted: what it cast
/// of the weights is forgotten after it.
class Bfloat16 {
 public:
  Bfloat16(at::Device device, bool wanted);
  ~Bfloat16();
  Bfloat16(const Bfloat16&) = delete;
  Bfloat16& operator=(const Bfloat16&) = delete;

 private:
  at::DeviceType type_;
  bool before_;
  at::ScalarType type_before_;
};

/// A result of a model, and the gradient of the loss by it.
struct ResultGradient {
  at::Tensor result;
  at::Tensor gradient;  ///< Of the result's shape and type.
};

/// The gradients by `parameters`, each laid out like its own: optimizers walk through both side by
/// side.
std::vector<at::Tensor> gradients_by(const std::vector<at::Tensor>& parameters,
                                     const std::vector<ResultGradient>& results);

}  // namespace codegrid
