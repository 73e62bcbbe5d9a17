#include "job/overview_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "config/run_files.hpp"
#include "core/text_table.hpp"
#include "job/cluster_choice.hpp"
#include "view/grid.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kCellSide = 84;    // pixels of a small image, or of a code
constexpr std::size_t kMostColumns = 10;  // side by side

using Column = std::vector<Cell>;

std::size_t bands_of(std::size_t columns) { return (columns + kMostColumns - 1) / kMostColumns; }

// Of the images, of `shape`, or codes of `clusters` clusters, `rows` below each other.
std::int64_t side_of_cells(const std::vector<std::int64_t>& shape, std::size_t clusters,
                           std::int64_t rows) {
  return cell_side(kCellSide, shape, static_cast<std::int64_t>(bands_of(clusters)) * rows,
                   static_cast<std::int64_t>(kMostColumns));
}

// Columns side by side, in bands of ten at most and of one width.
Grid in_bands(const std::vector<Column>& columns, std::int64_t side,
              const std::vector<std::string>& row_names = {}) {
  const std::size_t bands = bands_of(columns.size());
  const std::size_t width = (columns.size() + bands - 1) / bands;
  Grid grid;
  grid.cell_pixels = side;
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

std::string caption_of(const ShownCluster& shown) {
  return fmt::format("cluster:{}", shown.cluster);
}

// ", 94 %" of neighbors that agree.
std::string words_on(double agree) {
  return std::isnan(agree) ? "" : fmt::format(", {:.0f} %", std::floor(100 * agree));
}

Grid image_grid(const ClusterPainter& painter, const std::vector<ShownCluster>& page,
                std::int64_t rows) {
  const std::int64_t side = side_of_cells(painter.image_shape(), page.size(), rows);
  std::vector<Column> columns;
  for (const ShownCluster& shown : page) {
    columns.emplace_back();
    for (std::int64_t row = 0; row < rows; ++row) {
      columns.back().push_back(painter.image(
          shown.members, row, side, row == 0 ? caption_of(shown) + words_on(shown.agree) : ""));
    }
  }
  return in_bands(columns, side);
}

// `first`: the place of the page's first cluster among all that are shown.
Grid code_grid(const ClusterPainter& painter, const std::vector<ShownCluster>& page,
               std::size_t first, std::int64_t rows) {
  const std::int64_t side = side_of_cells({1, 1, 1}, page.size(), rows + 1);
  std::vector<Column> columns;
  for (std::size_t i = 0; i < page.size(); ++i) {
    columns.push_back({painter.center(first + i, side, caption_of(page[i]))});
    for (std::int64_t row = 0; row < rows; ++row)
      columns.back().push_back(painter.code(page[i].members, row, side));
  }
  std::vector<std::string> row_names{painter.center_name()};
  for (std::int64_t row = 1; row <= rows; ++row) row_names.push_back(fmt::format("sample {}", row));
  Grid grid = in_bands(columns, side, row_names);
  grid.scale = painter.scale();
  return grid;
}

// As many as the largest cluster of the page fills.
std::int64_t filled_rows(const std::vector<ShownCluster>& page, std::int64_t rows) {
  std::int64_t most = 1;
  for (const ShownCluster& shown : page) most = std::max(most, shown.members.numel());
  return std::min(rows, most);
}

// The heading of one of several pages, or of the only one.
struct Heading {
  std::string title;
  std::string subtitle;
};

// "1,234 images are in no cluster (cluster_none.png)"; empty where none are.
std::string words_on_rest(std::int64_t unassigned, std::int64_t k) {
  if (unassigned == 0) return "";
  return fmt::format("{} in no cluster (cluster_{}.png)",
                     counted(unassigned, "image is", "images are"), cluster_number(-1, k));
}

Heading heading(std::size_t shown, std::int64_t k, std::size_t page, std::size_t pages) {
  if (pages == 1) return {};
  const auto count = static_cast<std::int64_t>(shown);
  const std::string all = counted(k, "cluster", "clusters");
  const std::string which = count == k
                                ? fmt::format("{}, the largest first", all)
                                : fmt::format("The {} largest of {}", with_commas(count), all);
  return {fmt::format("{}: page {} of {}", which, page, pages),
          count == k ? ""
                     : fmt::format("and {} more, in {}", with_commas(k - count),
                                   cluster_files::kClusterTable)};
}

}  // namespace

void draw_overview(PictureFiles& files, const ClusterPainter& painter,
                   const std::vector<ShownCluster>& shown, std::int64_t k, std::int64_t rows,
                   std::int64_t unassigned, const std::string& trust) {
  const std::string rest = words_on_rest(unassigned, k);
  const std::vector<std::size_t> lengths = page_lengths(shown.size());
  std::size_t first = 0;
  for (std::size_t page = 1; page <= lengths.size(); ++page) {
    const auto begin = shown.begin() + static_cast<std::ptrdiff_t>(first);
    const std::vector<ShownCluster> here(begin,
                                         begin + static_cast<std::ptrdiff_t>(lengths[page - 1]));
    const std::int64_t filled = filled_rows(here, rows);
    Heading above = heading(shown.size(), k, page, lengths.size());
    std::string& line = above.title.empty() ? above.title : above.subtitle;
    if (!rest.empty()) line += (line.empty() ? "" : "; ") + rest;
    const auto draw = [&](Grid grid) {
      grid.title = above.title;
      grid.subtitle = above.subtitle;
      return draw_grid(grid);
    };
    files.write(page_file(cluster_files::kCodePictures, page),
                [&] { return draw(code_grid(painter, here, first, filled)); });
    // The sentences on trust are long: they go below the title, or below nothing.
    if (!trust.empty()) above.subtitle += (above.subtitle.empty() ? "" : "\n") + trust;
    files.write(page_file(cluster_files::kGrid, page),
                [&] { return draw(image_grid(painter, here, filled)); });
    first += here.size();
  }
}

}  // namespace codegrid
