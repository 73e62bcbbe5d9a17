#include "cluster/graph/neighbors.hpp"

namespace codegrid {

NeighborLists find_neighbors(const at::Tensor& codes, std::int64_t n, NeighborSearch search,
                             const OnShare& on_share) {
  TORCH_CHECK(codes.dim() == 2 && codes.is_cpu() && codes.scalar_type() == at::kFloat,
              "codes must be [N, D] float32 on the CPU, got ", codes.sizes(), " ", codes.dtype());
  TORCH_CHECK(n >= 1 && n < codes.size(0),
              "neighbors must be from 1 to N - 1 = ", codes.size(0) - 1, ", got ", n);
  const bool exact = search == NeighborSearch::kExact ||
                     (search == NeighborSearch::kAuto && codes.size(0) <= kMostExact);
  return exact ? find_exact_neighbors(codes, n, on_share) : find_hnsw_neighbors(codes, n, on_share);
}

}  // namespace codegrid
