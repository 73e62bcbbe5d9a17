#include "view/code_image.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>
#include <fmt/format.h>

#include <cmath>

namespace codegrid {
namespace {

constexpr std::int64_t kLongestProportion = 3;

struct Sides {
  std::int64_t height;
  std::int64_t width;
};

Sides nearest_rectangle(std::int64_t count) {
  const auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(count)));
  for (std::int64_t height = root; height * height * kLongestProportion >= count; --height) {
    if (count % height == 0) return {height, count / height};
  }
  return {root, (count + root - 1) / root};
}

// In three digits, or as a whole number where that has some more; no minus before 0.
std::string short_number(double value) {
  const double size = std::abs(value);
  return size >= 1000 && size < 1e6 ? fmt::format("{:.0f}", value)
                                    : fmt::format("{:.3g}", value + 0.0);
}

}  // namespace

CodeRange code_range(const at::Tensor& codes) {
  const at::Tensor finite = codes.detach().masked_select(at::isfinite(codes));
  if (finite.numel() == 0) return {};
  const auto highest = finite.max().item<double>();
  return {finite.min().item<double>(), highest, highest};
}

at::Tensor code_image(const at::Tensor& code, const CodeRange& range) {
  const double lowest = range.lowest;
  const double highest = range.highest;
  TORCH_CHECK(code.dim() == 1 && code.numel() > 0 && code.scalar_type() == at::kFloat,
              "a code must be float32 [D], got ", code.toString(), " ", code.sizes());
  TORCH_CHECK(highest >= lowest, "a code's range must not be empty: ", lowest, " to ", highest);
  const Sides sides = nearest_rectangle(code.numel());
  at::Tensor image = at::zeros({sides.height * sides.width}, at::kFloat);
  if (highest > lowest) {
    const at::Tensor scaled =
        (code.detach().to(at::kCPU, at::kDouble) - lowest) / (highest - lowest);
    image.narrow(0, 0, code.numel()).copy_(scaled.nan_to_num(0.0).clamp(0, 1));
  }
  return image.view({sides.height, sides.width});
}

InkScale ink_scale(const CodeRange& range) {
  InkScale scale{"value", short_number(range.lowest), ""};
  if (range.highest > range.lowest) {
    scale.black = short_number(range.highest);
    if (range.greatest > range.highest) scale.black += " or more";
  }
  return scale;
}

}  // namespace codegrid
