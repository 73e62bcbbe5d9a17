#pragma once

#include <ATen/core/Tensor.h>

#include <string_view>

#include "core/error.hpp"

namespace codegrid {

/// Codes whose distances float32 holds when they are squared: the codes as they are or, where their
/// values are too small or too large for that, a copy of them times a power of two, in which values
/// that all codes share are 0. Their differences are those of the codes, and keep their bits but
/// for the exponent.
struct MeasurableCodes {
  at::Tensor codes;   ///< [N, D] float32, on the device of the codes as they are.
  int exponent = 0;   ///< The codes' distances are those of `codes` times 2^exponent.
  at::Tensor origin;  ///< [D] double, what was taken off first; undefined where nothing was.
  double widest = 0;  ///< By how much a value of the codes as they are differs at most.

  /// Rows of the measure of `codes`, in the measure of the codes as they are. [M, D] float32.
  at::Tensor restore(const at::Tensor& rows) const;

  /// The other way. [M, D] float32.
  at::Tensor bring(const at::Tensor& rows) const;
};

/// Takes memory only for a copy. Throws Error(kBadData), with the name of the `method`, where the
/// codes hold NaN or infinity, and Error once the program is asked to stop.
///   codes: [N, D] float32, N and D at least 1, on any device.
MeasurableCodes make_measurable(std::string_view method, const at::Tensor& codes);

/// `lengths`, [N] float32, times 2^exponent: float32, or float64 where that does not hold them all.
at::Tensor scale_lengths(const at::Tensor& lengths, int exponent);

/// For different codes that are at a distance of 0.
///   widest: of the MeasurableCodes.
Error indistinguishable(std::string_view method, double widest);

}  // namespace codegrid
