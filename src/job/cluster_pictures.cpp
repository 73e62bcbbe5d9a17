#include "job/cluster_pictures.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "cluster/measures/contingency.hpp"
#include "config/run_files.hpp"
#include "core/durable_file.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "view/grid.hpp"

namespace codegrid {
namespace {

// The members of `cluster`, in the order in which they are drawn.
at::Tensor ordered_members(const Clustering& clustering, std::int64_t cluster, Samples samples,
                           at::Generator& sample) {
  const at::Tensor members = at::nonzero(clustering.assignments == cluster).flatten();
  if (samples == Samples::kRandom)
    return members.index_select(0, at::randperm(members.numel(), sample));
  const at::Tensor atypicality = clustering.atypicality.index_select(0, members);
  const bool farthest_first = samples == Samples::kFarthest;
  return members.index_select(0,
                              at::argsort(atypicality, /*stable=*/true, /*dim=*/0, farthest_first));
}

// The least of the `count` greatest values: memory only for those.
//   values: float32 on the CPU, contiguous.
float least_of_greatest(const at::Tensor& values, std::int64_t count) {
  std::vector<float> greatest(static_cast<std::size_t>(count));
  const float* first = values.const_data_ptr<float>();
  std::partial_sort_copy(first, first + values.numel(), greatest.begin(), greatest.end(),
                         std::greater<>());
  return greatest.back();
}

// What codes.png shows first of each cluster.
struct Centers {
  std::string name;
  at::Tensor codes;  // [k, D] float32; of zeros for a cluster without members
};

// Row by row, because the codes may lie in a file that is larger than memory.
Centers mean_codes(const at::Tensor& codes, const Clustering& clustering) {
  const at::Tensor sums = at::zeros({clustering.k, codes.size(1)}, at::kDouble);
  double* sum = sums.mutable_data_ptr<double>();
  const float* code = codes.const_data_ptr<float>();
  const auto cluster = clustering.assignments.accessor<std::int64_t, 1>();
  for (std::int64_t i = 0; i < codes.size(0); ++i, code += codes.size(1)) {
    if (cluster[i] < 0) continue;
    double* to = sum + cluster[i] * codes.size(1);
    for (std::int64_t j = 0; j < codes.size(1); ++j) to[j] += static_cast<double>(code[j]);
  }
  const at::Tensor sizes = cluster_sizes(clustering.assignments, clustering.k);
  return {"mean", (sums / sizes.clamp_min(1).unsqueeze(1)).to(at::kFloat)};
}

Centers centers_of(const at::Tensor& codes, const Clustering& clustering) {
  if (clustering.centroids.defined()) return {"centroid", clustering.centroids};
  return mean_codes(codes, clustering);
}

class Painter {
 public:
  Painter(const ImageSet& images, PixelScale scale, const at::Tensor& codes,
          const at::Tensor& centers)
      : images_(images), scale_(scale), codes_(codes), centers_(centers) {
    lowest_ = std::min(codes.min().item<double>(), centers.min().item<double>());
    // Most codes have a few large values; the 99.9 % quantile keeps those from whitening all
    // others.
    highest_ = least_of_greatest(codes, codes.numel() / 1000 + 1);
  }

  Cell image(const at::Tensor& members, std::int64_t place, std::string caption = "") const {
    if (place >= members.numel()) return {{}, std::move(caption)};
    return {scale_.apply(images_.images[index(members, place)]), std::move(caption)};
  }
  Cell code(const at::Tensor& members, std::int64_t place) const {
    if (place >= members.numel()) return {};
    return {code_image(codes_[index(members, place)], lowest_, highest_), ""};
  }
  Cell center(std::int64_t cluster, std::string caption) const {
    return {code_image(centers_[cluster], lowest_, highest_), std::move(caption)};
  }

 private:
  static std::int64_t index(const at::Tensor& members, std::int64_t place) {
    return members[place].item<std::int64_t>();
  }

  const ImageSet& images_;
  PixelScale scale_;
  const at::Tensor& codes_;
  const at::Tensor& centers_;
  double lowest_;
  double highest_;
};

std::string_view words(ClusteringMethod method, Samples samples, bool all) {
  const bool by_centroid = method == ClusteringMethod::kKMeans;
  switch (samples) {
    case Samples::kNearest:
      return by_centroid ? "nearest to the centroid first" : "most neighbors in the cluster first";
    case Samples::kFarthest:
      return by_centroid ? "farthest from the centroid first"
                         : "fewest neighbors in the cluster first";
    default:
      return all ? "all of them, in random order" : "a random sample";
  }
}

// "6,131 images, 71.2 % of them labelled 7; a random sample".
std::string describe(const ImageSet& images, const at::Tensor& members,
                     const std::vector<std::int64_t>& majority, std::int64_t cluster,
                     std::string_view order) {
  std::string text = fmt::format("{} images", with_commas(members.numel()));
  if (cluster >= 0 && !majority.empty() && members.numel() > 0) {
    const std::int64_t label = majority.at(static_cast<std::size_t>(cluster));
    const auto carriers =
        (images.labels.index_select(0, members) == label).sum().item<std::int64_t>();
    text += fmt::format(
        ", {:.1f} % of them labelled {}",
        100.0 * static_cast<double>(carriers) / static_cast<double>(members.numel()), label);
  }
  return fmt::format("{}; {}", text, order);
}

Grid cluster_page(const Painter& painter, const at::Tensor& members,
                  const PictureOptions& options) {
  Grid page;
  page.cell_pixels = 56;
  page.rows.resize(static_cast<std::size_t>(options.page_rows));
  std::int64_t place = 0;
  for (std::vector<Cell>& row : page.rows) {
    for (std::int64_t column = 0; column < options.page_columns; ++column) {
      row.push_back(painter.image(members, place++));
    }
  }
  return page;
}

using Column = std::vector<Cell>;

// Columns side by side, in bands of ten at most and of one width, so that many clusters still fit a
// page.
Grid in_bands(const std::vector<Column>& columns, const std::vector<std::string>& row_names = {}) {
  constexpr std::size_t kMostColumns = 10;
  const std::size_t bands = (columns.size() + kMostColumns - 1) / kMostColumns;
  const std::size_t width = (columns.size() + bands - 1) / bands;
  Grid grid;
  for (std::size_t first = 0; first < columns.size(); first += width) {
    const std::size_t last = std::min(first + width, columns.size());
    for (std::size_t row = 0; row < columns[first].size(); ++row) {
      grid.rows.emplace_back();
      for (std::size_t c = first; c < last; ++c) grid.rows.back().push_back(columns[c][row]);
    }
    grid.row_names.insert(grid.row_names.end(), row_names.begin(), row_names.end());
  }
  return grid;
}

// cluster_07.png, or cluster_none.png for cluster -1.
void draw_page(const std::filesystem::path& folder, const Painter& painter, const ImageSet& images,
               const at::Tensor& members, const Clustering& clustering, std::int64_t cluster,
               const std::vector<std::int64_t>& majority, const PictureOptions& options) {
  Grid page = cluster_page(painter, members, options);
  const bool all = members.numel() <= options.page_rows * options.page_columns;
  page.title = cluster < 0 ? "in no cluster" : fmt::format("cluster {}", cluster);
  page.subtitle =
      describe(images, members, majority, cluster, words(clustering.method, options.samples, all));
  const std::string name = cluster < 0 ? "none" : fmt::format("{:02}", cluster);
  write_file(folder / fmt::format("cluster_{}.png", name), draw_grid(page));
}

}  // namespace

void draw_clusters(const std::filesystem::path& folder, const ImageSet& images, PixelScale scale,
                   const at::Tensor& codes, const Clustering& clustering,
                   const std::vector<std::int64_t>& majority, const PictureOptions& options,
                   at::Generator sample) {
  const Centers centers = centers_of(codes, clustering);
  const Painter painter(images, scale, codes, centers.codes);
  std::vector<Column> samples;
  std::vector<Column> sample_codes;
  for (std::int64_t cluster = 0; cluster < clustering.k; ++cluster) {
    stop_if_interrupted();
    const at::Tensor members = ordered_members(clustering, cluster, options.samples, sample);
    const std::string caption = fmt::format("cluster:{}", cluster);
    samples.emplace_back();
    sample_codes.push_back({painter.center(cluster, caption)});
    for (std::int64_t row = 0; row < options.rows; ++row) {
      samples.back().push_back(painter.image(members, row, row == 0 ? caption : ""));
      sample_codes.back().push_back(painter.code(members, row));
    }
    draw_page(folder, painter, images, members, clustering, cluster, majority, options);
  }
  const at::Tensor rest = ordered_members(clustering, -1, options.samples, sample);
  if (rest.numel() > 0) draw_page(folder, painter, images, rest, clustering, -1, majority, options);
  std::vector<std::string> row_names{centers.name};
  for (std::int64_t row = 1; row <= options.rows; ++row)
    row_names.push_back(fmt::format("sample {}", row));
  write_file(folder / cluster_files::kGrid, draw_grid(in_bands(samples)));
  write_file(folder / cluster_files::kCodePictures, draw_grid(in_bands(sample_codes, row_names)));
}

}  // namespace codegrid
