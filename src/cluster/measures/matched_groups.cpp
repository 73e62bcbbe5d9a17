#include "cluster/measures/matched_groups.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include "cluster/measures/matching.hpp"

namespace codegrid {

MatchedGroups match_groups(const at::Tensor& groups, const at::Tensor& reference, std::int64_t k) {
  TORCH_CHECK(groups.dim() == 1 && groups.sizes() == reference.sizes() && groups.numel() > 0,
              "groups and reference must be [N], got ", groups.sizes(), " and ", reference.sizes());
  const at::Tensor in_both = groups.ge(0).logical_and(reference.ge(0));
  const at::Tensor pairs = (groups * k + reference).masked_select(in_both);
  const at::Tensor counts = at::bincount(pairs, {}, k * k).view({k, k});
  const at::Tensor numbers = at::tensor(best_match(counts), at::kLong);
  MatchedGroups matched;
  matched.groups = at::where(groups.lt(0), groups, numbers.index_select(0, groups.clamp_min(0)));
  const at::Tensor same = matched.groups.eq(reference).logical_and(in_both);
  matched.share = same.to(at::kDouble).mean().item<double>();
  return matched;
}

}  // namespace codegrid
