#include "train/nt_xent.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <limits>

namespace codegrid {
namespace {

constexpr double kLeastLength = 1e-6;  // what float32 gives a shorter code is noise

// Codes at unit length; those of no length are 0.
struct Directions {
  at::Tensor unit;             // [2 n, D]
  at::Tensor inverse_lengths;  // [2 n, 1]; 0 for those of no length
};

Directions directions_of(const at::Tensor& codes) {
  const at::Tensor lengths = at::linalg_vector_norm(codes, 2, {1}, /*keepdim=*/true);
  const at::Tensor inverse = lengths.reciprocal().masked_fill_(lengths.lt(kLeastLength), 0);
  return {codes * inverse, inverse};
}

// Of each view with each other one, over the temperature; with itself, none: -inf.
at::Tensor logits_of(const at::Tensor& unit, double temperature) {
  at::Tensor cosines = at::mm(unit, unit.t());
  return cosines.div_(temperature).fill_diagonal_(-std::numeric_limits<double>::infinity());
}

// Of each view: the logarithm of its sum of exponentials, [2 n].
at::Tensor log_sums_of(const at::Tensor& logits) { return at::logsumexp(logits, {1}); }

// Over the images: half of the two views' losses.
at::Tensor sum_of(const at::Tensor& logits, const at::Tensor& log_sums) {
  const std::int64_t images = logits.size(0) / 2;
  const at::Tensor with_other_view = at::cat({logits.diagonal(images), logits.diagonal(-images)});
  return (log_sums - with_other_view).sum(at::kDouble).div_(2);
}

void require_views(const at::Tensor& codes) {
  TORCH_CHECK(codes.dim() == 2 && codes.size(0) > 0 && codes.size(0) % 2 == 0 &&
                  codes.scalar_type() == at::kFloat,
              "NT-Xent wants the codes of two views, [2 n, D] float32, found ", codes.sizes(), " ",
              codes.scalar_type());
}

}  // namespace

at::Tensor nt_xent(const at::Tensor& codes, double temperature) {
  require_views(codes);
  const at::Tensor logits = logits_of(directions_of(codes).unit, temperature);
  return sum_of(logits, log_sums_of(logits));
}

NtXentWithGradient nt_xent_with_gradient(const at::Tensor& codes, double temperature) {
  require_views(codes);
  const std::int64_t views = codes.size(0);
  const auto [unit, inverse_lengths] = directions_of(codes);
  at::Tensor logits = logits_of(unit, temperature);
  const at::Tensor log_sums = log_sums_of(logits);
  const at::Tensor sum = sum_of(logits, log_sums);
  // Each pair stands in the sum of both of its views, and in the numerators of both, if they are of
  // one image.
  const at::Tensor shares = logits.sub_(log_sums.unsqueeze(1)).exp_();
  at::Tensor gradient = at::mm(shares, unit).addmm_(shares.t(), unit);
  gradient.sub_(unit.roll({views / 2}, {0}), 2).div_(static_cast<double>(views) * temperature);
  // The part along a code only changes its length.
  const at::Tensor along = (gradient * unit).sum({1}, /*keepdim=*/true);
  return {sum, gradient.sub_(unit * along).mul_(inverse_lengths)};
}

}  // namespace codegrid
