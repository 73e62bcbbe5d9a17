#pragma once

#include <ATen/core/Generator.h>

#include <filesystem>

#include "cluster/clustering.hpp"
#include "config/job_config.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"

namespace codegrid {

/// Writes clusters.png, codes.png and one cluster_XX.png for each cluster into `folder`, and
/// cluster_none.png where there are images in no cluster. codes.png begins with the centroids, or
/// with the clusters' mean codes where the method has none.
///   codes: [N, D] float32 on the CPU, as they were clustered.
///   majority: the majority label of each cluster; empty without labels.
void draw_clusters(const std::filesystem::path& folder, const ImageSet& images, PixelScale scale,
                   const at::Tensor& codes, const Clustering& clustering,
                   const std::vector<std::int64_t>& majority, const PictureOptions& options,
                   at::Generator sample);

}  // namespace codegrid
