#include "refine/agreeing_points.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace codegrid {
namespace {

// A share of 1 is one to the bit: as many over as many.
at::Tensor lie_within(const at::Tensor& groups, const at::Tensor& agreement) {
  TORCH_CHECK(groups.dim() == 1 && groups.sizes() == agreement.sizes(),
              "one agreement a point, got ", groups.sizes(), " and ", agreement.sizes());
  return groups.ge(0).logical_and(agreement.eq(1));
}

}  // namespace

at::Tensor agreeing_points(const at::Tensor& groups, const at::Tensor& agreement) {
  return at::nonzero(lie_within(groups, agreement)).flatten();
}

at::Tensor agreeing_points(const at::Tensor& groups, const at::Tensor& agreement,
                           const at::Tensor& others) {
  TORCH_CHECK(others.sizes() == groups.sizes(), "groups of as many points, got ", others.sizes());
  return at::nonzero(lie_within(groups, agreement).logical_and(groups.eq(others))).flatten();
}

}  // namespace codegrid
