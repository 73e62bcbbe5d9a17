#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "cluster/clustering.hpp"
#include "support/fixtures.hpp"

namespace codegrid {

/// A clustering by `assignments` that has no centroids, as the graph's.
inline Clustering clustering_of(const std::vector<std::int64_t>& assignments, std::int64_t k) {
  Clustering clustering;
  clustering.method = ClusteringMethod::kGraph;
  clustering.k = k;
  clustering.assignments = at::tensor(assignments, at::kLong);
  clustering.atypicality = at::arange(clustering.assignments.numel());
  return clustering;
}

/// The names in a folder, sorted.
inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Width and height of a PNG file, from its header.
struct PngSize {
  int width = 0;
  int height = 0;
};
inline PngSize png_size(const std::filesystem::path& file) {
  const std::string bytes = slurp(file);
  const auto number_at = [&](std::size_t place) {
    int number = 0;
    for (std::size_t i = 0; i < 4; ++i)
      number = number * 256 + static_cast<unsigned char>(bytes.at(place + i));
    return number;
  };
  return {number_at(16), number_at(20)};
}

}  // namespace codegrid
