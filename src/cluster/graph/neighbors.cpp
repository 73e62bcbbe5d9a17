#include "cluster/graph/neighbors.hpp"

#include <ATen/Functions.h>

#include <cmath>
#include <limits>

namespace codegrid {

NeighborLists NeighborLists::empty(const ScaledCodes& codes, std::int64_t n) {
  constexpr float kNowhere = std::numeric_limits<float>::infinity();
  return {at::full({codes.count(), n}, -1, at::kInt),
          at::full({codes.count(), n}, kNowhere, at::kFloat), codes.exponent()};
}

void NeighborLists::write(const ScaledCodes& codes, std::int64_t row,
                          std::span<const Neighbor> found) {
  TORCH_INTERNAL_ASSERT(std::ssize(found) <= width());
  auto* index = indices.mutable_data_ptr<std::int32_t>() + row * width();
  float* distance = distances.mutable_data_ptr<float>() + row * width();
  for (const Neighbor& neighbor : found) {
    if (neighbor.squared == 0) codes.require_equal(row, neighbor.index);
    *index++ = neighbor.index;
    *distance++ = std::sqrt(neighbor.squared);
  }
}

NeighborLists find_neighbors(const at::Tensor& codes, std::int64_t n, NeighborSearch search,
                             const OnShare& on_share, std::string_view method) {
  TORCH_CHECK(codes.dim() == 2 && codes.is_cpu() && codes.scalar_type() == at::kFloat,
              "codes must be [N, D] float32 on the CPU, got ", codes.sizes(), " ", codes.dtype());
  TORCH_CHECK(n >= 1 && n < codes.size(0),
              "neighbors must be from 1 to N - 1 = ", codes.size(0) - 1, ", got ", n);
  const bool exact = search == NeighborSearch::kExact ||
                     (search == NeighborSearch::kAuto && codes.size(0) <= kMostExact);
  return exact ? find_exact_neighbors(codes, n, on_share, method)
               : find_hnsw_neighbors(codes, n, on_share, method);
}

}  // namespace codegrid
