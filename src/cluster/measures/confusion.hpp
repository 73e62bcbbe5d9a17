#pragma once

#include <string>

#include "cluster/measures/contingency.hpp"

namespace codegrid {

/// The article's confusion matrix: rows are labels, columns are clusters, sorted by their majority
/// label (then by cluster) and named by it. Clusters with no member come last.
struct ConfusionMatrix {
  at::Tensor counts;                          ///< [labels, k] int64, columns sorted.
  std::vector<std::int64_t> column_labels;    ///< [k] majority label of each column; -1: no member.
  std::vector<std::int64_t> column_clusters;  ///< [k] cluster of each column.
};
ConfusionMatrix confusion_matrix(const Contingency& table);

/// What a cluster of this majority label is called; "-" for one without members (-1).
std::string cluster_name(std::int64_t label);

/// CSV with the header `label,0 (cluster 3),...`; a column without members is named `- (cluster
/// 7)`.
std::string confusion_csv(const ConfusionMatrix& matrix);

/// Aligned columns for a terminal, named by majority label, the clusters' numbers in the last line.
/// Ends with a newline.
std::string confusion_text(const ConfusionMatrix& matrix);

}  // namespace codegrid
