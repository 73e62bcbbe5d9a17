#include "job/cluster_tables.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <iterator>
#include <utility>
#include <variant>

#include "config/run_files.hpp"
#include "core/csv_field.hpp"
#include "core/durable_file.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "job/cluster_choice.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes that are written together

// Nothing for NaN.
template <class Number>
void append_figure(std::string& csv, Number value) {
  if (!std::isnan(value)) fmt::format_to(std::back_inserter(csv), "{}", value);
}

template <class Number>
void append_number(std::string& csv, Number value) {
  fmt::format_to(std::back_inserter(csv), "{}", value);
}

// The last columns of clusters.csv.
void append_trust(std::string& csv, const GroupTrust& trust) {
  csv += ',';
  append_figure(csv, trust.neighbors_agree);
  csv += ',';
  append_figure(csv, trust.all_agree);
  if (trust.overlaps >= 0) {
    fmt::format_to(std::back_inserter(csv), ",{},{}", trust.overlaps, trust.overlap);
  } else {
    csv += trust.looked_at > 0 ? ",,0" : ",,";
  }
  csv += ',';
  append_figure(csv, trust.halves.conductance);
  csv += ',';
  if (!std::isnan(trust.halves.conductance)) append_figure(csv, trust.halves.lesser);
}

// A row of assignments.csv for each image.
class AssignmentRows {
 public:
  AssignmentRows(const Clustering& clustering, const ImageSet& images)
      : clustering_(clustering), images_(images), names_(images.label_names) {
    if (images.rows.defined()) row_ = images.rows.const_data_ptr<std::int64_t>();
    if (images.labels.defined()) label_ = images.labels.const_data_ptr<std::int64_t>();
  }

  std::string header() const {
    std::string csv = images_.names ? "index,path,cluster" : "index,cluster";
    for (const MemberFigure& figure : clustering_.figures) csv += "," + figure.name;
    return csv + ",label\n";
  }

  void append_row(std::string& csv, std::int64_t i) const {
    append_number(csv, i);
    if (images_.names) csv += ',' + csv_field((*images_.names)[row_ == nullptr ? i : row_[i]]);
    csv += ',';
    append_number(csv, clustering_.assignments.const_data_ptr<std::int64_t>()[i]);
    for (const MemberFigure& figure : clustering_.figures) {
      csv += ',';
      if (figure.values.scalar_type() == at::kDouble) {
        append_figure(csv, figure.values.const_data_ptr<double>()[i]);
      } else {
        append_figure(csv, figure.values.const_data_ptr<float>()[i]);
      }
    }
    csv += ',';
    if (label_ != nullptr) csv += csv_field(names_(label_[i]));
    csv += '\n';
  }

 private:
  const Clustering& clustering_;
  const ImageSet& images_;
  LabelNames names_;
  const std::int64_t* row_ = nullptr;    // of each image among those that have names
  const std::int64_t* label_ = nullptr;  // null: there are none
};

}  // namespace

void write_assignments(const std::filesystem::path& path, const Clustering& clustering,
                       const ImageSet& images) {
  FileInProgress file(path);
  const AssignmentRows rows(clustering, images);
  std::string csv = rows.header();
  for (std::int64_t i = 0; i < clustering.assignments.size(0); ++i) {
    if (csv.size() >= kPiece) {
      stop_if_interrupted();
      file.append(csv);
      csv.clear();
    }
    rows.append_row(csv, i);
  }
  file.append(csv);
  file.publish();
}

std::string iterations_csv(const RecordTable& records) {
  std::string csv = fmt::format("{}\n", fmt::join(records.columns, ","));
  for (const std::vector<RecordTable::Value>& row : records.rows) {
    stop_if_interrupted();
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (column > 0) csv += ',';
      std::visit([&](const auto& value) { fmt::format_to(std::back_inserter(csv), "{}", value); },
                 row[column]);
    }
    csv += '\n';
  }
  return csv;
}

std::vector<ClusterRow> cluster_rows(const std::vector<std::int64_t>& sizes,
                                     const Contingency* labels, std::int64_t unassigned) {
  std::vector<ClusterRow> rows;
  at::Tensor carriers;
  if (labels != nullptr) carriers = at::amax(labels->counts, {0});
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto cluster = static_cast<std::int64_t>(i);
    ClusterRow row{cluster, sizes[i], {}, 0};
    if (labels != nullptr && sizes[i] > 0) {
      row.label = labels->majority[i];
      row.share = static_cast<double>(carriers.const_data_ptr<std::int64_t>()[cluster]) /
                  static_cast<double>(sizes[i]);
    }
    rows.push_back(row);
  }
  if (unassigned > 0) rows.push_back({-1, unassigned, {}, 0});
  return rows;
}

std::string clusters_csv(const std::vector<ClusterRow>& rows, const LabelNames& names,
                         const std::vector<GroupTrust>& trust) {
  std::string csv =
      "cluster,images,label,share,neighbors_agree,all_agree,overlaps,overlap,"
      "edges_between_halves,lesser_half\n";
  for (const ClusterRow& row : rows) {
    fmt::format_to(std::back_inserter(csv), "{},{},{},", row.cluster, row.images,
                   row.label ? csv_field(names(*row.label)) : "");
    if (row.label) fmt::format_to(std::back_inserter(csv), "{}", row.share);
    const bool measured = row.cluster >= 0 && !trust.empty();
    append_trust(csv, measured ? trust[static_cast<std::size_t>(row.cluster)] : GroupTrust{});
    csv += '\n';
  }
  return csv;
}

std::string largest_clusters_text(const std::vector<ClusterRow>& rows, const LabelNames& names) {
  std::vector<std::int64_t> sizes;
  for (const ClusterRow& row : rows)
    if (row.cluster >= 0) sizes.push_back(row.images);
  std::vector<std::vector<std::string>> cells;
  for (const std::int64_t cluster : largest_clusters(sizes, kMostOnAPage)) {
    const ClusterRow& row = rows[static_cast<std::size_t>(cluster)];
    cells.push_back({fmt::to_string(cluster), with_commas(row.images),
                     row.label ? names.shown(*row.label) : "",
                     row.label ? fmt::format("{:.1f} %", 100 * row.share) : ""});
  }
  const std::size_t more = sizes.size() - cells.size();
  if (rows.size() > sizes.size())
    cells.push_back({"none", with_commas(rows.back().images), "", ""});
  const std::string all = counted(static_cast<long long>(sizes.size()), "cluster", "clusters");
  return (more == 0 ? fmt::format("{}, the largest first\n", all)
                    : fmt::format("the {} largest of {}\n", sizes.size() - more, all)) +
         text_table({"cluster", "images", "majority label", "share"}, cells) +
         (more == 0 ? "\n"
                    : fmt::format("\nand {} more, in {}\n", with_commas(more),
                                  cluster_files::kClusterTable));
}

}  // namespace codegrid
