#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "cluster/measurable_codes.hpp"

namespace codegrid {

/// Measurable codes in padded rows: what `measure` takes. The order of distances is that of the
/// codes, and so are their bits but for the exponent.
class ScaledCodes {
 public:
  ///   codes: [N, D] float32, finite, on the CPU; method: the first word of what it throws.
  explicit ScaledCodes(const at::Tensor& codes, std::string_view method = "graph");

  std::int64_t count() const { return rows_.size(0); }
  std::int64_t width() const { return width_; }
  /// [N, D] float32, a view.
  at::Tensor rows() const { return rows_.slice(1, 0, width_); }
  const float* row(std::int64_t index) const { return data_ + index * stride_; }

  /// The squared distance of two of them, from differences.
  float squared(std::int64_t one, std::int64_t other) const;
  /// A distance of the codes is one of these times 2^exponent.
  int exponent() const { return measurable_.exponent; }
  /// Throws Error(kBadData) for two different codes at a distance of 0.
  void require_equal(std::int64_t one, std::int64_t other) const;

 private:
  std::string method_;
  MeasurableCodes measurable_;
  at::Tensor rows_;  // [N, stride_]
  std::int64_t width_;
  std::int64_t stride_;
  const float* data_;
};

}  // namespace codegrid
