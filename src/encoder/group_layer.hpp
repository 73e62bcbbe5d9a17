#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

/// What a refined encoder's file calls the layer that names the groups: its parameters are
/// `groups_weight` and `groups_bias`.
inline constexpr const char* kGroupLayer = "groups";

/// That layer: the softmax of weights code + biases are the probabilities of the groups.
struct GroupLayer {
  at::Tensor weights;  ///< [groups, code_size] float32 on the CPU.
  at::Tensor biases;   ///< [groups] float32 on the CPU.
};

}  // namespace codegrid
