#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/measures/contingency.hpp"
#include "cluster/measures/label_names.hpp"
#include "cluster/measures/trust.hpp"
#include "data/image_set.hpp"

namespace codegrid {

/// Writes assignments.csv: `index`, then `path` where the images have names, `cluster`, the
/// clustering's figures, and `label`, a row for each image in the data's order. Names are fields as
/// by csv_field. A cluster of -1 is none; a figure that is NaN stays empty, and so does the label
/// without labels. Throws Error(kFailed), and interruption() between two pieces.
///   images: [N], those that were clustered.
void write_assignments(const std::filesystem::path& path, const Clustering& clustering,
                       const ImageSet& images);

/// iterations.csv: what the method recorded, a row an iteration.
std::string iterations_csv(const RecordTable& records);

/// What is said of one cluster.
struct ClusterRow {
  std::int64_t cluster = 0;
  std::int64_t images = 0;
  std::optional<std::int64_t> label;  ///< Majority label; of no images, or without labels: none.
  double share = 0;                   ///< Of the images with that label.
};

/// A row for each cluster and, last, where `unassigned` images are in none, one of cluster -1
/// without a label.
///   sizes: [k]; labels: null where there are none.
std::vector<ClusterRow> cluster_rows(const std::vector<std::int64_t>& sizes,
                                     const Contingency* labels, std::int64_t unassigned = 0);

/// clusters.csv: `cluster,images,label,share`, those rows, then what tells without labels whether a
/// cluster is to be believed (see GroupTrust): `neighbors_agree,all_agree,overlaps,overlap,
/// edges_between_halves,lesser_half`, empty where it is not defined.
///   trust: [k]; empty: not measured, nothing is in those columns.
std::string clusters_csv(const std::vector<ClusterRow>& rows, const LabelNames& names,
                         const std::vector<GroupTrust>& trust);

/// The twenty largest for a terminal, the largest first, under a line that says so, with a last
/// line "and 1,980 more, in clusters.csv" where there are more. What is in none is a row "none",
/// below the others. Ends with a newline.
std::string largest_clusters_text(const std::vector<ClusterRow>& rows, const LabelNames& names);

}  // namespace codegrid
