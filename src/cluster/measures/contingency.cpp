#include "cluster/measures/contingency.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

namespace codegrid {
namespace {

void check_indices(const char* what, const at::Tensor& indices, std::int64_t least) {
  TORCH_CHECK(indices.dim() == 1 && indices.scalar_type() == at::kLong && indices.is_cpu(), what,
              " must be [N] int64 on the CPU, got ", indices.sizes(), " ", indices.dtype());
  TORCH_CHECK(indices.numel() == 0 || indices.min().item<std::int64_t>() >= least, what,
              " must be at least ", least, ", got ", indices.min().item<std::int64_t>());
}

void check_assignments(const at::Tensor& assignments, std::int64_t k) {
  check_indices("assignments", assignments, -1);
  TORCH_CHECK(assignments.numel() == 0 || assignments.max().item<std::int64_t>() < k,
              "assignments must be below k = ", k, ", got ",
              assignments.max().item<std::int64_t>());
}

}  // namespace

Contingency contingency(const at::Tensor& labels, const at::Tensor& assignments, std::int64_t k) {
  check_indices("labels", labels, 0);
  check_assignments(assignments, k);
  TORCH_CHECK(labels.numel() >= 1 && labels.numel() == assignments.numel(),
              "labels and assignments must be of one size, at least 1, got ", labels.numel(),
              " and ", assignments.numel());
  const at::Tensor occurs = at::bincount(labels).gt(0);
  const at::Tensor present = at::nonzero(occurs).flatten().contiguous();
  const at::Tensor row_of_each = (occurs.cumsum(0) - 1).index_select(0, labels);
  const std::int64_t rows = present.numel();
  const auto* label_of = present.const_data_ptr<std::int64_t>();
  Contingency table;
  table.labels.assign(label_of, label_of + rows);
  // Those in no cluster are counted in one more column.
  const at::Tensor columns = at::where(assignments.lt(0), k, assignments);
  const at::Tensor all =
      at::bincount(row_of_each * (k + 1) + columns, {}, rows * (k + 1)).view({rows, k + 1});
  table.counts = all.slice(1, 0, k).contiguous();
  table.unassigned = all.select(1, k).contiguous();
  const auto counts = table.counts.accessor<std::int64_t, 2>();
  for (std::int64_t cluster = 0; cluster < k; ++cluster) {
    std::int64_t best = -1;
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::int64_t most = best < 0 ? 0 : counts[best][cluster];
      if (counts[row][cluster] > most) best = row;
    }
    table.majority.push_back(best < 0 ? -1 : label_of[best]);
  }
  return table;
}

at::Tensor cluster_sizes(const at::Tensor& assignments, std::int64_t k) {
  check_assignments(assignments, k);
  return at::bincount(assignments + 1, {}, k + 1).slice(0, 1).contiguous();
}

}  // namespace codegrid
