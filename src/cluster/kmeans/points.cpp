#include "cluster/kmeans/points.hpp"

#include <ATen/Functions.h>

namespace codegrid {

Partition Points::unassigned(std::int64_t k) const {
  Partition partition;
  partition.labels = at::full({count()}, -1, codes_.options().dtype(at::kInt));
  partition.squared = at::zeros({count()}, codes_.options());
  partition.sums = at::zeros({k, width()}, at::kDouble);
  partition.counts = at::zeros({k}, at::kLong);
  return partition;
}

void Points::with_candidates(const at::Tensor& targets, const at::Tensor& nearest,
                             CandidateDistances& candidates) const {
  candidates.nearest = at::minimum(measure(targets), nearest);
  candidates.sums = candidates.nearest.sum(1, /*keepdim=*/false, at::kDouble).cpu();
}

std::unique_ptr<Points> make_points(const at::Tensor& codes) {
  return codes.is_cpu() ? make_row_points(codes) : make_tensor_points(codes);
}

}  // namespace codegrid
