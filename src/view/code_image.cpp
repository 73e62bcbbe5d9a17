#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/util/Exception.h>

#include <cmath>

#include "view/grid.hpp"

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

}  // namespace

at::Tensor code_image(const at::Tensor& code, double lowest, double highest) {
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

}  // namespace codegrid
