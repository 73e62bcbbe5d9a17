#include "cluster/measures/contingency.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace codegrid {
namespace {

void check_indices(const char* what, const at::Tensor& indices) {
  TORCH_CHECK(indices.dim() == 1 && indices.scalar_type() == at::kLong && indices.is_cpu(), what,
              " must be [N] int64 on the CPU, got ", indices.sizes(), " ", indices.dtype());
  TORCH_CHECK(indices.numel() == 0 || indices.min().item<std::int64_t>() >= 0, what,
              " must not be negative, got ", indices.min().item<std::int64_t>());
}

void check_assignments(const at::Tensor& assignments, std::int64_t k) {
  check_indices("assignments", assignments);
  TORCH_CHECK(assignments.numel() == 0 || assignments.max().item<std::int64_t>() < k,
              "assignments must be below k = ", k, ", got ",
              assignments.max().item<std::int64_t>());
}

}  // namespace

Contingency contingency(const at::Tensor& labels, const at::Tensor& assignments, std::int64_t k) {
  check_indices("labels", labels);
  check_assignments(assignments, k);
  TORCH_CHECK(labels.numel() >= 1 && labels.numel() == assignments.numel(),
              "labels and assignments must be of one size, at least 1, got ", labels.numel(),
              " and ", assignments.numel());
  const std::int64_t rows = labels.max().item<std::int64_t>() + 1;
  Contingency table;
  table.counts = at::bincount(labels * k + assignments, {}, rows * k).view({rows, k});
  const auto counts = table.counts.accessor<std::int64_t, 2>();
  for (std::int64_t cluster = 0; cluster < k; ++cluster) {
    std::int64_t best = -1;
    for (std::int64_t label = 0; label < rows; ++label) {
      const std::int64_t most = best < 0 ? 0 : counts[best][cluster];
      if (counts[label][cluster] > most) best = label;
    }
    table.majority.push_back(best);
  }
  return table;
}

at::Tensor cluster_sizes(const at::Tensor& assignments, std::int64_t k) {
  check_assignments(assignments, k);
  return at::bincount(assignments, {}, k);
}

}  // namespace codegrid
