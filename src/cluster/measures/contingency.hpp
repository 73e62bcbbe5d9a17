#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace codegrid {

/// Counts of label x cluster.
struct Contingency {
  std::vector<std::int64_t> labels;  ///< Those that occur, ascending: what the rows stand for.
  at::Tensor counts;                 ///< [labels, k] int64, clusters as columns.
  at::Tensor unassigned;             ///< [labels] int64: those in no cluster.
  /// The majority label of each cluster, [k]; the smaller label on a tie; -1 for a cluster with no
  /// member.
  std::vector<std::int64_t> majority;
};

///   labels: [N] int64, not negative, on the CPU; assignments: [N] int64 in -1..k-1, on the CPU;
///   -1: in no cluster; N >= 1.
Contingency contingency(const at::Tensor& labels, const at::Tensor& assignments, std::int64_t k);

/// Members of each cluster, [k] int64.
///   assignments: [N] int64 in -1..k-1, on the CPU; -1: in no cluster.
at::Tensor cluster_sizes(const at::Tensor& assignments, std::int64_t k);

}  // namespace codegrid
