#include "cluster/measures/agreement.hpp"

#include <ATen/Functions.h>
#include <ATen/TensorOperators.h>

#include <algorithm>
#include <limits>

#include "cluster/measures/matching.hpp"

namespace codegrid {
namespace {

double matched_share(const at::Tensor& counts, double total) {
  const auto values = counts.accessor<std::int64_t, 2>();
  const std::vector<std::int64_t> columns = best_match(counts);
  std::int64_t right = 0;
  for (std::int64_t row = 0; row < counts.size(0); ++row) {
    const std::int64_t column = columns[static_cast<std::size_t>(row)];
    if (column >= 0) right += values[row][column];
  }
  return static_cast<double>(right) / total;
}

double majority_share(const at::Tensor& counts, double total) {
  return at::amax(counts, {0}).sum().item<double>() / total;
}

// In nats, of shares that sum to 1; a share of 0 gives 0.
double entropy(const at::Tensor& shares) { return -at::xlogy(shares, shares).sum().item<double>(); }

double normalized_mutual_information(const at::Tensor& counts, double total) {
  const at::Tensor joint = counts.to(at::kDouble) / total;
  const double of_labels = entropy(joint.sum(1));
  const double of_clusters = entropy(joint.sum(0));
  const double mean = (of_labels + of_clusters) / 2;
  if (mean == 0) return 1;
  const double mutual = of_labels + of_clusters - entropy(joint);
  // What is left of independent groups is rounding.
  if (mutual <= 4 * std::numeric_limits<double>::epsilon() * mean) return 0;
  return std::min(1.0, mutual / mean);
}

double pairs_within(const at::Tensor& sizes) {
  return (sizes * (sizes - 1)).sum().item<double>() / 2;
}

double adjusted_rand_index(const at::Tensor& counts, double total) {
  const double together = pairs_within(counts);
  const double in_labels = pairs_within(counts.sum(1));
  const double in_clusters = pairs_within(counts.sum(0));
  if (together == in_labels && together == in_clusters) return 1;
  const double by_chance = in_labels * in_clusters / (total * (total - 1) / 2);
  return (together - by_chance) / ((in_labels + in_clusters) / 2 - by_chance);
}

}  // namespace

LabelAgreement label_agreement(const Contingency& table) {
  at::Tensor all = table.counts;
  if (table.unassigned.any().item<bool>()) all = at::cat({all, table.unassigned.unsqueeze(1)}, 1);
  const auto total = all.sum().item<double>();
  const double majority = majority_share(table.counts, total);
  return {.accuracy = matched_share(table.counts, total),
          .majority_accuracy = majority,
          .nmi = normalized_mutual_information(all, total),
          .ari = adjusted_rand_index(all, total),
          .purity = majority};
}

}  // namespace codegrid
