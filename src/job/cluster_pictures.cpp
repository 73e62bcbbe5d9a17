#include "job/cluster_pictures.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "core/durable_file.hpp"
#include "core/text_table.hpp"
#include "view/grid.hpp"

namespace codegrid {
namespace {

// The members of `cluster`, in the order in which they are drawn.
at::Tensor ordered_members(const KMeansResult& clusters, std::int64_t cluster, Samples samples,
                           at::Generator& sample) {
  const at::Tensor members = at::nonzero(clusters.assignments == cluster).flatten();
  if (samples == Samples::kRandom)
    return members.index_select(0, at::randperm(members.numel(), sample));
  const at::Tensor distances = clusters.distances.index_select(0, members);
  const bool farthest_first = samples == Samples::kFarthest;
  return members.index_select(0,
                              at::argsort(distances, /*stable=*/true, /*dim=*/0, farthest_first));
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

class Painter {
 public:
  Painter(const ImageSet& images, PixelScale scale, const at::Tensor& codes,
          const KMeansResult& clusters)
      : images_(images), scale_(scale), codes_(codes), clusters_(clusters) {
    lowest_ = std::min(codes.min().item<double>(), clusters.centroids.min().item<double>());
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
  Cell centroid(std::int64_t cluster, std::string caption) const {
    return {code_image(clusters_.centroids[cluster], lowest_, highest_), std::move(caption)};
  }

 private:
  static std::int64_t index(const at::Tensor& members, std::int64_t place) {
    return members[place].item<std::int64_t>();
  }

  const ImageSet& images_;
  PixelScale scale_;
  const at::Tensor& codes_;
  const KMeansResult& clusters_;
  double lowest_;
  double highest_;
};

std::string_view words(Samples samples, bool all) {
  switch (samples) {
    case Samples::kNearest:
      return "nearest to the centroid first";
    case Samples::kFarthest:
      return "farthest from the centroid first";
    default:
      return all ? "all of them, in random order" : "a random sample";
  }
}

// "6,131 images, 71.2 % of them labelled 7; a random sample", for a page of `places` images.
std::string describe(const ImageSet& images, const at::Tensor& members,
                     const std::vector<std::int64_t>& majority, std::int64_t cluster,
                     Samples samples, std::int64_t places) {
  std::string text = fmt::format("{} images", with_commas(members.numel()));
  if (!majority.empty() && members.numel() > 0) {
    const std::int64_t label = majority.at(static_cast<std::size_t>(cluster));
    const auto carriers =
        (images.labels.index_select(0, members) == label).sum().item<std::int64_t>();
    text += fmt::format(
        ", {:.1f} % of them labelled {}",
        100.0 * static_cast<double>(carriers) / static_cast<double>(members.numel()), label);
  }
  return fmt::format("{}; {}", text, words(samples, members.numel() <= places));
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

// Columns side by side, in bands of ten so that many clusters still fit a page.
Grid in_bands(const std::vector<Column>& columns, const std::vector<std::string>& row_names = {}) {
  constexpr std::size_t kBand = 10;
  Grid grid;
  for (std::size_t first = 0; first < columns.size(); first += kBand) {
    const std::size_t last = std::min(first + kBand, columns.size());
    for (std::size_t row = 0; row < columns[first].size(); ++row) {
      grid.rows.emplace_back();
      for (std::size_t c = first; c < last; ++c) grid.rows.back().push_back(columns[c][row]);
    }
    grid.row_names.insert(grid.row_names.end(), row_names.begin(), row_names.end());
  }
  return grid;
}

}  // namespace

void draw_clusters(const std::filesystem::path& folder, const ImageSet& images, PixelScale scale,
                   const at::Tensor& codes, const KMeansResult& clusters,
                   const std::vector<std::int64_t>& majority, const PictureOptions& options,
                   at::Generator sample) {
  const Painter painter(images, scale, codes, clusters);
  std::vector<Column> samples;
  std::vector<Column> sample_codes;
  for (std::int64_t cluster = 0; cluster < clusters.centroids.size(0); ++cluster) {
    const at::Tensor members = ordered_members(clusters, cluster, options.samples, sample);
    const std::string caption = fmt::format("cluster:{}", cluster);
    samples.emplace_back();
    sample_codes.push_back({painter.centroid(cluster, caption)});
    for (std::int64_t row = 0; row < options.rows; ++row) {
      samples.back().push_back(painter.image(members, row, row == 0 ? caption : ""));
      sample_codes.back().push_back(painter.code(members, row));
    }
    Grid page = cluster_page(painter, members, options);
    page.title = fmt::format("cluster {}", cluster);
    page.subtitle = describe(images, members, majority, cluster, options.samples,
                             options.page_rows * options.page_columns);
    write_file(folder / fmt::format("cluster_{:02}.png", cluster), draw_grid(page));
  }
  std::vector<std::string> row_names{"centroid"};
  for (std::int64_t row = 1; row <= options.rows; ++row)
    row_names.push_back(fmt::format("sample {}", row));
  write_file(folder / "clusters.png", draw_grid(in_bands(samples)));
  write_file(folder / "codes.png", draw_grid(in_bands(sample_codes, row_names)));
}

}  // namespace codegrid
