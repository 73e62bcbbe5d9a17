#include "cluster/measures/confusion.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

using Cells = std::vector<std::string>;

// One row a label, its name first.
std::vector<Cells> rows_of(const ConfusionMatrix& matrix) {
  const auto counts = matrix.counts.accessor<std::int64_t, 2>();
  std::vector<Cells> rows;
  for (std::int64_t i = 0; i < counts.size(0); ++i) {
    Cells row{fmt::to_string(matrix.row_labels[static_cast<std::size_t>(i)])};
    for (std::int64_t column = 0; column < counts.size(1); ++column) {
      row.push_back(fmt::to_string(counts[i][column]));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string cluster_name(std::int64_t label) { return label < 0 ? "-" : fmt::to_string(label); }

ConfusionMatrix confusion_matrix(const Contingency& table) {
  ConfusionMatrix matrix;
  matrix.row_labels = table.labels;
  matrix.column_clusters.resize(table.majority.size());
  std::iota(matrix.column_clusters.begin(), matrix.column_clusters.end(), 0);
  const auto place = [&](std::int64_t cluster) {
    const std::int64_t label = table.majority[static_cast<std::size_t>(cluster)];
    return std::tuple(label < 0, label, cluster);
  };
  std::ranges::sort(matrix.column_clusters, {}, place);
  for (const std::int64_t cluster : matrix.column_clusters) {
    matrix.column_labels.push_back(table.majority[static_cast<std::size_t>(cluster)]);
  }
  matrix.counts = table.counts.index_select(1, at::tensor(matrix.column_clusters, at::kLong));
  if (table.unassigned.any().item<bool>()) {
    matrix.counts = at::cat({matrix.counts, table.unassigned.unsqueeze(1)}, 1);
    matrix.column_clusters.push_back(-1);
    matrix.column_labels.push_back(-1);
  }
  return matrix;
}

std::string column_name(const ConfusionMatrix& matrix, std::size_t column) {
  const std::int64_t cluster = matrix.column_clusters[column];
  if (cluster < 0) return "no cluster";
  return fmt::format("{} (cluster {})", cluster_name(matrix.column_labels[column]), cluster);
}

std::string confusion_csv(const ConfusionMatrix& matrix) {
  std::string csv = "label";
  for (std::size_t column = 0; column < matrix.column_labels.size(); ++column) {
    csv += fmt::format(",{}", column_name(matrix, column));
  }
  csv += '\n';
  for (const Cells& row : rows_of(matrix)) csv += fmt::format("{}\n", fmt::join(row, ","));
  return csv;
}

std::string confusion_text(const ConfusionMatrix& matrix) {
  Cells header{"label"};
  for (const std::int64_t label : matrix.column_labels) header.push_back(cluster_name(label));
  std::vector<Cells> rows = rows_of(matrix);
  Cells clusters{"cluster"};
  for (const std::int64_t cluster : matrix.column_clusters) {
    clusters.push_back(cluster < 0 ? "none" : fmt::to_string(cluster));
  }
  rows.push_back(std::move(clusters));
  return text_table(header, rows) + "\n";
}

}  // namespace codegrid
