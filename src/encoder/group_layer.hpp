#pragma once

#include <ATen/core/Tensor.h>

namespace codegrid {

/// What a refined encoder's file calls the layer that names the groups: its parameters are
/// `groups_weight` and `groups_bias`, or `groups_centroids`.
inline constexpr const char* kGroupLayer = "groups";

/// That layer. The probabilities of the groups are the softmax of weights code + biases, or, where
/// there are centroids instead, of -ln(1 + d^2) with the distances d of the code to them: Student's
/// t with one degree of freedom (van der Maaten and Hinton 2008).
struct GroupLayer {
  at::Tensor weights{};    ///< [groups, code_size] float32 on the CPU.
  at::Tensor biases{};     ///< [groups] float32 on the CPU.
  at::Tensor centroids{};  ///< [groups, code_size] float32 on the CPU.
};

}  // namespace codegrid
