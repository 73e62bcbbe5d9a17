#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cluster/measures/contingency.hpp"
#include "cluster/measures/label_names.hpp"

namespace codegrid {

/// The article's confusion matrix: rows are labels, columns are clusters, sorted by their majority
/// label (then by cluster) and named by it. Clusters with no member come last, then, where there
/// are any, those in no cluster.
struct ConfusionMatrix {
  at::Tensor counts;                          ///< [labels, columns] int64, columns sorted.
  std::vector<std::int64_t> row_labels;       ///< Label of each row, ascending: those that occur.
  std::vector<std::int64_t> column_labels;    ///< Majority label of each column; -1: no member.
  std::vector<std::int64_t> column_clusters;  ///< Cluster of each column; -1: in no cluster.
  LabelNames label_names{};
};
ConfusionMatrix confusion_matrix(const Contingency& table, LabelNames label_names = {});

/// What a column is called, in two parts: its majority label, "-" without members, and its cluster,
/// "(cluster 3)"; "no" and "cluster" for what is in none.
struct ColumnName {
  std::string label;
  std::string cluster;
};
/// With the label's whole name: for files.
ColumnName column_name(const ConfusionMatrix& matrix, std::size_t column);
/// With the label as people are shown it.
ColumnName shown_column_name(const ConfusionMatrix& matrix, std::size_t column);

/// CSV with the header `label,0 (cluster 3),...`, by column_name; fields as by csv_field.
std::string confusion_csv(const ConfusionMatrix& matrix);

/// Aligned columns for a terminal, named by majority label, the clusters' numbers in the last line.
/// Long names are shortened. Ends with a newline.
std::string confusion_text(const ConfusionMatrix& matrix);

}  // namespace codegrid
