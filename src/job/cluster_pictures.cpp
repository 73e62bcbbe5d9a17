#include "job/cluster_pictures.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "cluster/measures/contingency.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "job/cluster_choice.hpp"
#include "job/cluster_painter.hpp"
#include "job/clustering_words.hpp"
#include "job/overview_pages.hpp"
#include "job/trust_words.hpp"
#include "view/grid.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kCell = 56;  // pixels of a small image

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

// "6,131 images, 71.2 % of them labelled 7; a random sample".
std::string describe(const PicturedClusters& clusters, const at::Tensor& members,
                     std::int64_t cluster, std::string_view order) {
  const std::int64_t count = members.numel();
  if (count == 0) return "no images";
  std::string text = counted(count, "image", "images");
  if (cluster >= 0 && !clusters.majority.empty()) {
    const std::int64_t label = clusters.majority.at(static_cast<std::size_t>(cluster));
    const auto carriers =
        (clusters.images.labels.index_select(0, members) == label).sum().item<std::int64_t>();
    const std::string share = fmt::format(
        "{:.1f} % of them ", 100.0 * static_cast<double>(carriers) / static_cast<double>(count));
    text +=
        fmt::format(", {}labelled {}", count == 1 ? "" : share, clusters.label_names.shown(label));
  }
  if (cluster >= 0 && clusters.trust != nullptr)
    text += words_on_group(clusters.trust->groups.at(static_cast<std::size_t>(cluster)));
  return count == 1 ? text : fmt::format("{}; {}", text, order);
}

// As many rows as the members fill, at most the page's.
Grid cluster_page(const ClusterPainter& painter, const at::Tensor& members,
                  const PictureOptions& options) {
  Grid page;
  page.cell_pixels =
      cell_side(kCell, painter.image_shape(), options.page_rows, options.page_columns);
  const std::int64_t count = std::min(members.numel(), options.page_rows * options.page_columns);
  for (std::int64_t place = 0; place < count; ++place) {
    if (place % options.page_columns == 0) page.rows.emplace_back();
    page.rows.back().push_back(painter.image(members, place, page.cell_pixels));
  }
  return page;
}

void draw_page(PictureFiles& files, const ClusterPainter& painter, const PicturedClusters& clusters,
               const at::Tensor& members, std::int64_t cluster, const PictureOptions& options) {
  const std::string number = cluster_number(cluster, clusters.clustering.k);
  files.write(fmt::format("cluster_{}.png", number), [&] {
    Grid page = cluster_page(painter, members, options);
    const bool all = members.numel() <= options.page_rows * options.page_columns;
    page.title = cluster < 0 ? "in no cluster" : fmt::format("cluster {}", cluster);
    page.subtitle = describe(clusters, members, cluster,
                             words_of_order(clusters.clustering.method, options.samples, all));
    return draw_grid(page);
  });
}

}  // namespace

void draw_clusters(PictureFiles& files, const PicturedClusters& clusters,
                   const PictureOptions& options, at::Generator sample, const OnPicture& on_picture,
                   std::size_t most_pictures) {
  const Clustering& clustering = clusters.clustering;
  const at::Tensor counts = cluster_sizes(clustering.assignments, clustering.k);
  const auto* size = counts.const_data_ptr<std::int64_t>();
  const std::vector<std::int64_t> sizes(size, size + counts.numel());
  const std::vector<std::int64_t> on_pages = clusters_on_pages(sizes);
  std::vector<std::int64_t> pictured =
      largest_clusters(sizes, std::max(most_pictures, on_pages.size()));
  std::ranges::sort(pictured);  // the order in which samples are drawn, whatever the sizes

  const ClusterPainter painter(clusters.images, clusters.scale, clusters.codes, clustering,
                               on_pages, clusters.tone);
  std::map<std::int64_t, at::Tensor> drawn_members;
  for (const std::int64_t cluster : on_pages) drawn_members[cluster];
  std::int64_t done = 0;
  for (const std::int64_t cluster : pictured) {
    stop_if_interrupted();
    on_picture(done++, static_cast<std::int64_t>(pictured.size()));
    const at::Tensor members = ordered_members(clustering, cluster, options.samples, sample);
    if (const auto found = drawn_members.find(cluster); found != drawn_members.end())
      found->second = members.slice(0, 0, options.rows).clone();
    draw_page(files, painter, clusters, members, cluster, options);
  }
  const at::Tensor rest = ordered_members(clustering, -1, options.samples, sample);
  if (rest.numel() > 0) draw_page(files, painter, clusters, rest, -1, options);

  std::vector<ShownCluster> shown;
  for (const std::int64_t cluster : on_pages) {
    shown.push_back({cluster, drawn_members[cluster]});
    if (clusters.trust != nullptr)
      shown.back().agree =
          clusters.trust->groups.at(static_cast<std::size_t>(cluster)).neighbors_agree;
  }
  draw_overview(files, painter, shown, clustering.k, options.rows, rest.numel(),
                clusters.trust == nullptr
                    ? ""
                    : fmt::format("{}", fmt::join(trust_sentences(*clusters.trust), "\n")));
}

}  // namespace codegrid
