#pragma once

#include <string>

#include "cluster/measures/contingency.hpp"

namespace codegrid {

/// The article's confusion matrix: rows are labels, columns are clusters, sorted by their majority
/// label (then by cluster) and named by it. Clusters with no member come last, then, where there
/// are any, those in no cluster.
struct ConfusionMatrix {
  at::Tensor counts;                          ///< [labels, columns] int64, columns sorted.
  std::vector<std::int64_t> row_labels;       ///< Label of each row, ascending: those that occur.
  std::vector<std::int64_t> column_labels;    ///< Majority label of each column; -1: no member.
  std::vector<std::int64_t> column_clusters;  ///< Cluster of each column; -1: in no cluster.
};
ConfusionMatrix confusion_matrix(const Contingency& table);

/// What a cluster of this majority label is called; "-" for one without members (-1).
std::string cluster_name(std::int64_t label);

/// What a column is called: "0 (cluster 3)", "- (cluster 7)" for one without members, "no cluster".
std::string column_name(const ConfusionMatrix& matrix, std::size_t column);

/// CSV with the header `label,0 (cluster 3),...`, by column_name.
std::string confusion_csv(const ConfusionMatrix& matrix);

/// Aligned columns for a terminal, named by majority label, the clusters' numbers in the last line.
/// Ends with a newline.
std::string confusion_text(const ConfusionMatrix& matrix);

}  // namespace codegrid
