#include "job/cluster_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <tuple>

namespace codegrid {

std::vector<std::int64_t> largest_clusters(const std::vector<std::int64_t>& sizes,
                                           std::size_t most) {
  std::vector<std::int64_t> clusters(sizes.size());
  std::iota(clusters.begin(), clusters.end(), std::int64_t{0});
  const std::size_t count = std::min(most, clusters.size());
  const auto end = clusters.begin() + static_cast<std::ptrdiff_t>(count);
  std::ranges::partial_sort(clusters, end, {}, [&](std::int64_t cluster) {
    return std::tuple(-sizes[static_cast<std::size_t>(cluster)], cluster);
  });
  clusters.resize(count);
  return clusters;
}

std::vector<std::int64_t> clusters_on_pages(const std::vector<std::int64_t>& sizes) {
  std::vector<std::int64_t> clusters = largest_clusters(sizes, kMostPages * kMostOnAPage);
  if (sizes.size() <= kMostOnAPage) std::ranges::sort(clusters);
  return clusters;
}

std::vector<std::size_t> page_lengths(std::size_t count) {
  const std::size_t pages = (count + kMostOnAPage - 1) / kMostOnAPage;
  std::vector<std::size_t> lengths;
  for (std::size_t page = 0; page < pages; ++page)
    lengths.push_back(count / pages + (page < count % pages ? 1 : 0));
  return lengths;
}

std::string page_file(const std::string& file, std::size_t page) {
  if (page == 1) return file;
  const std::filesystem::path path = file;
  return fmt::format("{}_{}{}", path.stem().string(), page, path.extension().string());
}

std::string cluster_number(std::int64_t cluster, std::int64_t k) {
  if (cluster < 0) return "none";
  return fmt::format("{:0{}}", cluster, std::max<std::size_t>(2, std::to_string(k - 1).size()));
}

}  // namespace codegrid
