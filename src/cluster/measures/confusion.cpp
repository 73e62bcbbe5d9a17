#include "cluster/measures/confusion.hpp"

#include <ATen/Functions.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "core/csv_field.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

using Cells = std::vector<std::string>;

// One row a label, what `name` makes of it first.
template <class Name>
std::vector<Cells> rows_of(const ConfusionMatrix& matrix, Name name) {
  const auto counts = matrix.counts.accessor<std::int64_t, 2>();
  std::vector<Cells> rows;
  for (std::int64_t i = 0; i < counts.size(0); ++i) {
    Cells row{name(matrix.row_labels[static_cast<std::size_t>(i)])};
    for (std::int64_t column = 0; column < counts.size(1); ++column) {
      row.push_back(fmt::to_string(counts[i][column]));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// A cluster without members, or what is in none, has no label: -1.
template <class Name>
ColumnName column_name_by(const ConfusionMatrix& matrix, std::size_t column, Name name) {
  const std::int64_t cluster = matrix.column_clusters[column];
  if (cluster < 0) return {"no", "cluster"};
  const std::int64_t label = matrix.column_labels[column];
  return {label < 0 ? "-" : name(label), fmt::format("(cluster {})", cluster)};
}

}  // namespace

ConfusionMatrix confusion_matrix(const Contingency& table, LabelNames label_names) {
  ConfusionMatrix matrix;
  matrix.label_names = std::move(label_names);
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

ColumnName column_name(const ConfusionMatrix& matrix, std::size_t column) {
  return column_name_by(matrix, column, matrix.label_names);
}

ColumnName shown_column_name(const ConfusionMatrix& matrix, std::size_t column) {
  return column_name_by(matrix, column,
                        [&](std::int64_t label) { return matrix.label_names.shown(label); });
}

std::string confusion_csv(const ConfusionMatrix& matrix) {
  std::string csv = "label";
  for (std::size_t column = 0; column < matrix.column_labels.size(); ++column) {
    const ColumnName name = column_name(matrix, column);
    csv += ',';
    csv += csv_field(fmt::format("{} {}", name.label, name.cluster));
  }
  csv += '\n';
  const auto field = [&](std::int64_t label) { return csv_field(matrix.label_names(label)); };
  for (const Cells& row : rows_of(matrix, field)) csv += fmt::format("{}\n", fmt::join(row, ","));
  return csv;
}

std::string confusion_text(const ConfusionMatrix& matrix) {
  Cells header{"label"};
  const LabelNames& names = matrix.label_names;
  for (const std::int64_t label : matrix.column_labels)
    header.push_back(label < 0 ? "-" : names.shown(label, LabelNames::kMostInColumn));
  std::vector<Cells> rows = rows_of(matrix, [&](std::int64_t label) { return names.shown(label); });
  Cells clusters{"cluster"};
  for (const std::int64_t cluster : matrix.column_clusters) {
    clusters.push_back(cluster < 0 ? "none" : fmt::to_string(cluster));
  }
  rows.push_back(std::move(clusters));
  return text_table(header, rows) + "\n";
}

}  // namespace codegrid
