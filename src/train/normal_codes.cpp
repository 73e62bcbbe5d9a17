#include "train/normal_codes.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <utility>

namespace codegrid {
namespace {

at::Tensor bounded(const at::Tensor& log_variances) {
  return log_variances.clamp(-kMostLogVariance, kMostLogVariance);
}

// With exp v - 1 of each value.
at::Tensor kl_sum(const CodeDistribution& codes, const at::Tensor& excess) {
  return (excess - codes.log_variances + codes.means.square()).sum(at::kDouble).mul_(0.5);
}

}  // namespace

at::Tensor draw_codes(const CodeDistribution& codes, at::Generator noise) {
  const at::Tensor drawn =
      at::empty(codes.means.sizes(), at::kFloat).normal_(0, 1, std::move(noise));
  const at::Tensor deviations = (bounded(codes.log_variances) * 0.5).exp();
  return codes.means + deviations * drawn.to(codes.means.device());
}

at::Tensor kl_from_prior(const CodeDistribution& codes) {
  return kl_sum(codes, bounded(codes.log_variances).expm1_());
}

KlWithGradient kl_with_gradient(const CodeDistribution& codes) {
  const at::Tensor excess = bounded(codes.log_variances).expm1_();
  return {kl_sum(codes, excess), codes.means.clone(), excess * 0.5};
}

}  // namespace codegrid
