#include "job/confusion_pages.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "config/run_files.hpp"
#include "core/text_table.hpp"
#include "job/cluster_choice.hpp"
#include "view/heatmap.hpp"

namespace codegrid {
namespace {

constexpr std::size_t kMostLabels = 64;        // rows of a picture
constexpr std::size_t kMostLabelsOfText = 40;  // and of a text

using Places = std::vector<std::int64_t>;

std::vector<std::int64_t> sums(const at::Tensor& counts, std::int64_t dimension) {
  const at::Tensor sum = counts.sum(dimension).contiguous();
  const auto* first = sum.const_data_ptr<std::int64_t>();
  return {first, first + sum.numel()};
}

// The places of the `most` largest of `sizes`, rising.
Places largest_places(const std::vector<std::int64_t>& sizes, std::size_t most) {
  Places places = largest_clusters(sizes, most);
  std::ranges::sort(places);
  return places;
}

// Whether the last column is what is in no cluster; no choice of clusters leaves that out.
bool has_rest(const ConfusionMatrix& matrix) { return matrix.column_clusters.back() < 0; }

std::size_t cluster_count(const ConfusionMatrix& matrix) {
  return matrix.column_clusters.size() - (has_rest(matrix) ? 1 : 0);
}

// The columns of the `most` largest clusters.
Places largest_columns(const ConfusionMatrix& matrix, std::size_t most) {
  std::vector<std::int64_t> sizes = sums(matrix.counts, 0);
  sizes.resize(cluster_count(matrix));
  return largest_places(sizes, most);
}

Places with_rest(Places columns, const ConfusionMatrix& matrix) {
  if (has_rest(matrix)) columns.push_back(static_cast<std::int64_t>(cluster_count(matrix)));
  return columns;
}

template <class Values>
Values at_places(const Values& values, const Places& places) {
  Values chosen;
  for (const std::int64_t place : places) chosen.push_back(values[static_cast<std::size_t>(place)]);
  return chosen;
}

ConfusionMatrix part_of(const ConfusionMatrix& matrix, const Places& rows, const Places& columns) {
  ConfusionMatrix part;
  part.label_names = matrix.label_names;
  part.counts = matrix.counts.index_select(0, at::tensor(rows, at::kLong))
                    .index_select(1, at::tensor(columns, at::kLong));
  part.row_labels = at_places(matrix.row_labels, rows);
  part.column_labels = at_places(matrix.column_labels, columns);
  part.column_clusters = at_places(matrix.column_clusters, columns);
  return part;
}

// "1,980 more clusters and 12 more labels"; empty where `part` is all of `matrix`.
std::string what_is_left(const ConfusionMatrix& matrix, const ConfusionMatrix& part) {
  const auto more = [](std::size_t all, std::size_t some, const char* one, const char* several) {
    const auto count = static_cast<long long>(all - some);
    return count == 0 ? "" : counted(count, one, several);
  };
  const std::string clusters = more(matrix.column_clusters.size(), part.column_clusters.size(),
                                    "more cluster", "more clusters");
  const std::string labels =
      more(matrix.row_labels.size(), part.row_labels.size(), "more label", "more labels");
  return clusters + (clusters.empty() || labels.empty() ? "" : " and ") + labels;
}

std::string and_more(const std::string& left) {
  return left.empty() ? "" : fmt::format("and {}, in {}", left, cluster_files::kConfusionTable);
}

Heatmap heatmap_of(const ConfusionMatrix& part) {
  Heatmap map;
  map.title = "Labels by cluster";
  map.x_label = "cluster, named by its majority label";
  map.y_label = "label";
  map.counts = part.counts;
  for (const std::int64_t label : part.row_labels)
    map.row_names.push_back(part.label_names.shown(label));
  for (std::size_t column = 0; column < part.column_labels.size(); ++column) {
    const ColumnName name = shown_column_name(part, column);
    map.column_names.push_back(name.label + "\n" + name.cluster);
  }
  return map;
}

}  // namespace

bool is_readable(const ConfusionMatrix& matrix) {
  return cluster_count(matrix) <= kMostOnAPage && matrix.row_labels.size() <= kMostLabelsOfText;
}

std::string readable_confusion(const ConfusionMatrix& matrix) {
  if (is_readable(matrix)) return confusion_text(matrix);
  const ConfusionMatrix part =
      part_of(matrix, largest_places(sums(matrix.counts, 1), kMostLabelsOfText),
              with_rest(largest_columns(matrix, kMostOnAPage), matrix));
  return confusion_text(part) + and_more(what_is_left(matrix, part)) + "\n";
}

void draw_confusion(PictureFiles& files, const ConfusionMatrix& matrix) {
  const Places rows = largest_places(sums(matrix.counts, 1), kMostLabels);
  const Places columns = largest_columns(matrix, kMostPages * kMostOnAPage);
  const ConfusionMatrix all = part_of(matrix, rows, with_rest(columns, matrix));
  const std::vector<std::size_t> lengths = page_lengths(columns.size());
  auto first = columns.begin();
  for (std::size_t page = 1; page <= lengths.size(); ++page) {
    const auto last = first + static_cast<std::ptrdiff_t>(lengths[page - 1]);
    files.write(page_file(cluster_files::kConfusionPicture, page), [&] {
      const Places here(first, last);
      Heatmap map = heatmap_of(
          part_of(matrix, rows, page == lengths.size() ? with_rest(here, matrix) : here));
      if (lengths.size() > 1) map.title += fmt::format(": page {} of {}", page, lengths.size());
      map.subtitle = and_more(what_is_left(matrix, all));
      map.darkest = all.counts.max().item<std::int64_t>();
      return draw_heatmap(map);
    });
    first = last;
  }
}

}  // namespace codegrid
