#pragma once

#include <c10/core/Device.h>

#include "train/options.hpp"

namespace codegrid {

/// Whether this processor multiplies bfloat16 itself. Those with AMX do, too.
bool processor_has_bfloat16();

/// What `precision` is on `device`: kAuto is kBfloat16 where matrix products there take it as fast
/// as float32 or faster, else kFloat32; the others stay as they are.
///   processor: whether it has bfloat16.
Precision resolved_precision(Precision precision, c10::Device device,
                             bool processor = processor_has_bfloat16());

/// Throws Error(kFailed) where matrix products on `device` cannot take numbers of `precision`.
///   processor: whether it has bfloat16.
void require_precision(Precision precision, c10::Device device,
                       bool processor = processor_has_bfloat16());

}  // namespace codegrid
