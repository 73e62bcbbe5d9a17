#include "cluster/measurable_codes.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>
#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "cluster/codes_check.hpp"
#include "core/interrupt.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMeasuredRows = 1024;  // that are looked at, or copied, together

// Within these bounds nothing that matters overflows or vanishes; beyond them, the widest value
// gets this exponent: far up, so that as much as can be below it does not vanish, and so far from
// the top that the squares of a million such values can be added.
constexpr double kLargest = 0x1p64;
constexpr double kWidest = 0x1p50;
constexpr double kNarrowest = 0x1p-50;
constexpr int kWidestExponent = 40;

struct Ranges {
  at::Tensor least;  // [D] double on the CPU
  at::Tensor greatest;
};

Ranges ranges_of(const at::Tensor& codes) {
  at::Tensor least;
  at::Tensor greatest;
  for (const at::Tensor& rows : codes.split(kMeasuredRows)) {
    stop_if_interrupted();
    const at::Tensor low = rows.amin(0);
    const at::Tensor high = rows.amax(0);
    least = least.defined() ? at::minimum(least, low) : low;
    greatest = greatest.defined() ? at::maximum(greatest, high) : high;
  }
  return {least.to(at::kCPU, at::kDouble), greatest.to(at::kCPU, at::kDouble)};
}

bool is_measurable(const Ranges& ranges, const at::Tensor& widths) {
  const auto largest = at::maximum(ranges.least.abs(), ranges.greatest.abs()).max().item<double>();
  const at::Tensor varying = widths.masked_select(widths.gt(0));
  return varying.numel() == 0 || (largest <= kLargest && varying.max().item<double>() <= kWidest &&
                                  varying.min().item<double>() >= kNarrowest);
}

}  // namespace

at::Tensor MeasurableCodes::restore(const at::Tensor& rows) const {
  if (!origin.defined()) return rows;
  const at::Tensor wide = rows.to(at::kDouble) * std::ldexp(1.0, exponent);
  return (wide + origin.to(rows.device())).to(at::kFloat);
}

at::Tensor MeasurableCodes::bring(const at::Tensor& rows) const {
  if (!origin.defined()) return rows;
  const at::Tensor wide = rows.to(at::kDouble) - origin.to(rows.device());
  return (wide * std::ldexp(1.0, -exponent)).to(at::kFloat);
}

MeasurableCodes make_measurable(std::string_view method, const at::Tensor& codes) {
  const Ranges ranges = ranges_of(codes);
  const at::Tensor widths = ranges.greatest - ranges.least;  // NaN where one is NaN or infinite
  if (!at::isfinite(widths).all().item<bool>()) require_finite(method, codes);
  MeasurableCodes result;
  result.codes = codes;
  result.widest = widths.max().item<double>();
  if (is_measurable(ranges, widths)) return result;

  std::frexp(result.widest, &result.exponent);
  result.exponent -= kWidestExponent;
  result.origin = at::where(widths.gt(0), at::zeros_like(widths), ranges.least);
  result.codes = at::empty_like(codes, codes.options(), at::MemoryFormat::Contiguous);
  const at::Tensor origin = result.origin.to(codes.device());
  const double factor = std::ldexp(1.0, -result.exponent);
  const std::vector<at::Tensor> to = result.codes.split(kMeasuredRows);
  const std::vector<at::Tensor> from = codes.split(kMeasuredRows);
  for (std::size_t i = 0; i < from.size(); ++i) {
    stop_if_interrupted();
    to[i].copy_((from[i].to(at::kDouble) - origin) * factor);
  }
  return result;
}

at::Tensor scale_lengths(const at::Tensor& lengths, int exponent) {
  if (exponent == 0) return lengths;
  const at::Tensor scaled = lengths.to(at::kDouble) * std::ldexp(1.0, exponent);
  const at::Tensor narrow = scaled.to(at::kFloat);
  const at::Tensor held = narrow.to(at::kDouble).eq(scaled).logical_or(at::isnan(scaled));
  return held.all().item<bool>() ? narrow : scaled;
}

Error indistinguishable(std::string_view method, double widest) {
  return data_error(fmt::format(
      "{}: found different codes at a distance of 0: one of their values differs by up to {:.3g}, "
      "beside which the squares of smaller differences vanish in float32; expected values within "
      "30 powers of ten. Look at the encoder: one of its outputs may be far too large.",
      method, widest));
}

}  // namespace codegrid
