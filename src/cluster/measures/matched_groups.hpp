#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace codegrid {

/// Groups under the numbers of others that are much the same.
struct MatchedGroups {
  at::Tensor groups;  ///< [N] int64 in -1..k-1.
  double share = 0;  ///< Of all N, those that are in the same group in both; in none is in no same.
};

/// `groups` numbered so that as many things as possible have the number that `reference` gives them
/// (see best_match).
///   groups, reference: [N] int64 in -1..k-1 on the CPU, N >= 1; -1: in no group. k: at least 1.
/// Throws Error once the program is asked to stop.
MatchedGroups match_groups(const at::Tensor& groups, const at::Tensor& reference, std::int64_t k);

}  // namespace codegrid
