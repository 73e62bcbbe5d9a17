#pragma once

#include <ATen/core/Generator.h>

#include <filesystem>

#include "cluster/kmeans/kmeans.hpp"
#include "config/job_config.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"

namespace codegrid {

/// Writes clusters.png, codes.png and one cluster_XX.png for each cluster into `folder`.
///   codes: [N, D] float32 on the CPU, as k-means saw them.
///   majority: the majority label of each cluster; empty without labels.
void draw_clusters(const std::filesystem::path& folder, const ImageSet& images, PixelScale scale,
                   const at::Tensor& codes, const KMeansResult& clusters,
                   const std::vector<std::int64_t>& majority, const PictureOptions& options,
                   at::Generator sample);

}  // namespace codegrid
