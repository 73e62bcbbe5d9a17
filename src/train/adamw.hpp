#pragma once

#include "train/fused_adam.hpp"

namespace codegrid {

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019): each step first takes learning
/// rate times `weight_decay` of the weights off.
class AdamW : public FusedAdam {
 public:
  AdamW(const NamedParameters& parameters, const OptimizerOptions& options);
};

}  // namespace codegrid
