#include "train/adamw.hpp"

#include <ATen/Functions.h>

namespace codegrid {

AdamW::AdamW(const NamedParameters& parameters, const OptimizerOptions& options)
    : FusedAdam(parameters, options, {"adamw", &at::_fused_adamw_, options.weight_decay}) {}

}  // namespace codegrid
