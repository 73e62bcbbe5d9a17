#include "job/cluster_tables.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <iterator>

#include "core/durable_file.hpp"
#include "view/heatmap.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes that are written together

}  // namespace

void write_assignments(const std::filesystem::path& path, const KMeansResult& clusters,
                       const at::Tensor& labels) {
  const auto cluster = clusters.assignments.accessor<std::int64_t, 1>();
  const auto distance = clusters.distances.accessor<float, 1>();
  FileInProgress file(path);
  std::string csv = "index,cluster,distance,label\n";
  for (std::int64_t i = 0; i < cluster.size(0); ++i) {
    if (csv.size() >= kPiece) {
      file.append(csv);
      csv.clear();
    }
    const std::string label =
        labels.defined() ? std::to_string(labels.const_data_ptr<std::int64_t>()[i]) : "";
    fmt::format_to(std::back_inserter(csv), "{},{},{},{}\n", i, cluster[i], distance[i], label);
  }
  file.append(csv);
  file.publish();
}

std::string draw_confusion(const ConfusionMatrix& matrix) {
  Heatmap map;
  map.title = "Labels by cluster";
  map.x_label = "cluster, named by its majority label";
  map.y_label = "label";
  map.counts = matrix.counts;
  for (std::int64_t row = 0; row < matrix.counts.size(0); ++row)
    map.row_names.push_back(std::to_string(row));
  for (std::size_t column = 0; column < matrix.column_labels.size(); ++column) {
    map.column_names.push_back(fmt::format("{}\n(cluster {})",
                                           cluster_name(matrix.column_labels[column]),
                                           matrix.column_clusters[column]));
  }
  return draw_heatmap(map);
}

std::string iterations_csv(const std::vector<KMeansIteration>& records) {
  std::string csv = "start,iteration,inertia,shift,relocated\n";
  for (const KMeansIteration& r : records) {
    fmt::format_to(std::back_inserter(csv), "{},{},{},{},{}\n", r.start, r.iteration, r.inertia,
                   r.shift, r.relocated);
  }
  return csv;
}

}  // namespace codegrid
