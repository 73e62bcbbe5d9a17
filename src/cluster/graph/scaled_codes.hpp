#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace codegrid {

/// Codes times a power of two, so that their squares neither overflow nor vanish, in padded rows:
/// what `measure` takes. The order of distances stays, and so do their bits but for the exponent.
class ScaledCodes {
 public:
  ///   codes: [N, D] float32, finite, on the CPU.
  explicit ScaledCodes(const at::Tensor& codes);

  std::int64_t count() const { return rows_.size(0); }
  std::int64_t width() const { return width_; }
  /// [N, D] float32, a view.
  at::Tensor rows() const { return rows_.slice(1, 0, width_); }
  const float* row(std::int64_t index) const { return data_ + index * stride_; }

  /// The squared distance of two of them, from differences.
  float squared(std::int64_t one, std::int64_t other) const;
  /// What a squared distance of these rows is as a distance of the codes.
  float distance(float squared) const;

 private:
  int exponent_;     // the codes are these times 2^exponent_
  at::Tensor rows_;  // [N, stride_]
  std::int64_t width_;
  std::int64_t stride_;
  const float* data_;
};

}  // namespace codegrid
