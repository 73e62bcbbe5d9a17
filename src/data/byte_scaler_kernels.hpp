#pragma once

#include <cstdint>

namespace codegrid {

/// (byte - lowest) / range, clamped to [0, 1]: `count` bytes -> `count` float32.
using ScaleBytes = void (*)(const std::uint8_t* from, std::int64_t count, float lowest, float range,
                            float* to);

// No plain one: without fused multiplication the table is quicker.
extern const ScaleBytes kScaleBytesAvx2;
extern const ScaleBytes kScaleBytesAvx512;

}  // namespace codegrid
