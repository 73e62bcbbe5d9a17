#include "cluster/unit_length.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <vector>

namespace codegrid {
namespace {

constexpr std::int64_t kUnitRows = 1024;  // whose wide copies are held at a time

}  // namespace

at::Tensor unit_length(const at::Tensor& codes) {
  at::Tensor result = at::empty_like(codes, codes.options(), at::MemoryFormat::Contiguous);
  const std::vector<at::Tensor> to = result.split(kUnitRows);
  const std::vector<at::Tensor> from = codes.split(kUnitRows);
  for (std::size_t i = 0; i < from.size(); ++i) {
    const at::Tensor wide = from[i].to(at::kDouble);  // squares of small float32 would vanish
    const at::Tensor length = at::linalg_vector_norm(wide, 2, at::IntArrayRef{1}, /*keepdim=*/true);
    to[i].copy_(wide / length.masked_fill(length.eq(0), 1));
  }
  return result;
}

}  // namespace codegrid
