#include "refine/soft_assignment.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <limits>

namespace codegrid {

at::Tensor log_soft_assignments(const at::Tensor& codes, const at::Tensor& centroids) {
  TORCH_CHECK(codes.dim() == 2 && centroids.dim() == 2 && codes.size(1) == centroids.size(1),
              "codes [N, D] and centroids [k, D], got ", codes.sizes(), " and ", centroids.sizes());
  // Of differences: products would lose digits where codes lie far from zero.
  const at::Tensor squares = (codes.unsqueeze(1) - centroids.unsqueeze(0)).square().sum(2);
  return at::log_softmax(squares.log1p().neg(), 1);
}

at::Tensor target_distribution(const at::Tensor& assignments) {
  TORCH_CHECK(assignments.dim() == 2, "soft assignments must be [N, k], got ", assignments.sizes());
  const at::Tensor q = assignments.to(at::kDouble);
  // A group that no code is near has nothing to be divided.
  const at::Tensor frequency = q.sum(0).clamp_min(std::numeric_limits<double>::min());
  const at::Tensor weighted = q.square() / frequency;
  return (weighted / weighted.sum(1, /*keepdim=*/true)).to(assignments.scalar_type());
}

at::Tensor kl_divergence(const at::Tensor& targets, const at::Tensor& log_q) {
  TORCH_CHECK(targets.sizes() == log_q.sizes(), "as many targets as assignments");
  return at::xlogy(targets, targets).sum() - (targets * log_q).sum();
}

}  // namespace codegrid
