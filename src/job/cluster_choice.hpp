#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace codegrid {

// What is shown of many clusters. All of them are in the tables.

/// Clusters on one page of clusters.png, codes.png or confusion.png; more cannot be read.
inline constexpr std::size_t kMostOnAPage = 20;
/// Pages of each of them.
inline constexpr std::size_t kMostPages = 5;
/// Clusters that have a picture of their own.
inline constexpr std::size_t kMostClusterPictures = 2000;

/// The largest clusters, at most `most`, the largest first; those of one size by their number.
///   sizes: [k], of cluster 0, 1, ...
std::vector<std::int64_t> largest_clusters(const std::vector<std::int64_t>& sizes,
                                           std::size_t most);

/// Which clusters the pages show, in their order: up to twenty all of them by their number, of more
/// the largest, as many as the pages hold, the largest first.
std::vector<std::int64_t> clusters_on_pages(const std::vector<std::int64_t>& sizes);

/// How many of `count` things come on each page of at most kMostOnAPage: as many pages as they
/// need, equally full (21 -> 11, 10).
std::vector<std::size_t> page_lengths(std::size_t count);

/// "clusters.png" for page 1, "clusters_2.png" for page 2.
std::string page_file(const std::string& file, std::size_t page);

/// A cluster's number in the names of files and folders: "07", or "0007" where there are 2,000
/// clusters, so that names sort as the clusters do; "none" for cluster -1.
std::string cluster_number(std::int64_t cluster, std::int64_t k);

}  // namespace codegrid
