#pragma once

#include "model/options.hpp"
#include "train/loss_kernels_table.hpp"
#include "train/options.hpp"

namespace codegrid {

/// The kernels of the processor at hand. Binary cross-entropy needs the sigmoid output.
LossKernels loss_kernels(LossKind kind, Output output);

}  // namespace codegrid
