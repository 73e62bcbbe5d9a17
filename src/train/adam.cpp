#include "train/adam.hpp"

#include <ATen/Functions.h>

namespace codegrid {

Adam::Adam(const NamedParameters& parameters, const OptimizerOptions& options)
    : FusedAdam(parameters, options, {"adam", &at::_fused_adam_, /*weight_decay=*/0}) {}

}  // namespace codegrid
