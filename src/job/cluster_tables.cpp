#include "job/cluster_tables.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <iterator>
#include <utility>
#include <variant>

#include "core/durable_file.hpp"
#include "view/heatmap.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes that are written together

}  // namespace

void write_assignments(const std::filesystem::path& path, const Clustering& clustering,
                       const at::Tensor& labels) {
  const auto cluster = clustering.assignments.accessor<std::int64_t, 1>();
  FileInProgress file(path);
  std::string csv = "index,cluster";
  for (const MemberFigure& figure : clustering.figures) csv += "," + figure.name;
  csv += ",label\n";
  for (std::int64_t i = 0; i < cluster.size(0); ++i) {
    if (csv.size() >= kPiece) {
      file.append(csv);
      csv.clear();
    }
    fmt::format_to(std::back_inserter(csv), "{},{}", i, cluster[i]);
    for (const MemberFigure& figure : clustering.figures) {
      const float value = figure.values.const_data_ptr<float>()[i];
      csv += ',';
      if (!std::isnan(value)) fmt::format_to(std::back_inserter(csv), "{}", value);
    }
    csv += ',';
    if (labels.defined())
      fmt::format_to(std::back_inserter(csv), "{}", labels.const_data_ptr<std::int64_t>()[i]);
    csv += '\n';
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
  for (const std::int64_t label : matrix.row_labels) map.row_names.push_back(std::to_string(label));
  for (std::size_t column = 0; column < matrix.column_labels.size(); ++column) {
    std::string name = column_name(matrix, column);
    if (const auto space = name.find(' '); space != std::string::npos) name[space] = '\n';
    map.column_names.push_back(std::move(name));
  }
  return draw_heatmap(map);
}

std::string iterations_csv(const RecordTable& records) {
  std::string csv = fmt::format("{}\n", fmt::join(records.columns, ","));
  for (const std::vector<RecordTable::Value>& row : records.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column > 0) csv += ',';
      std::visit([&](auto value) { fmt::format_to(std::back_inserter(csv), "{}", value); },
                 row[column]);
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace codegrid
