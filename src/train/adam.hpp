#pragma once

#include "train/fused_adam.hpp"

namespace codegrid {

/// Adam (Kingma and Ba 2015).
class Adam : public FusedAdam {
 public:
  Adam(const NamedParameters& parameters, const OptimizerOptions& options);
};

}  // namespace codegrid
