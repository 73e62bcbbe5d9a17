#pragma once

#include <array>
#include <cstdint>

#include "data/byte_scaler_kernels.hpp"

namespace codegrid {

/// Bytes to float32 through a table of 256 values, as quickly as memory gives them: where the table
/// is (byte - lowest) / range, clamped to [0, 1], the processor's vectors compute it instead, to
/// the same bits.
class ByteScaler {
 public:
  /// lowest and range: what the table was made with; whether it is that is tried out for all bytes.
  ByteScaler(const std::array<float, 256>& table, double lowest, double range);

  /// `count` bytes -> `count` float32.
  void scale(const std::uint8_t* from, std::int64_t count, float* to) const;

 private:
  std::array<float, 256> table_;
  float lowest_;
  float range_;
  ScaleBytes kernel_ = nullptr;  // none: by the table
};

}  // namespace codegrid
