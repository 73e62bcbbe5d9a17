#pragma once

#include <ATen/core/Generator.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/measures/label_names.hpp"
#include "cluster/measures/trust.hpp"
#include "config/job_config.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"
#include "job/cluster_choice.hpp"
#include "job/picture_files.hpp"
#include "job/shown_image.hpp"

namespace codegrid {

/// Clusters of images, as their pictures show them.
struct PicturedClusters {
  const ImageSet& images;
  PixelScale scale;
  const at::Tensor& codes;  ///< [N, D] float32 on the CPU, as they were clustered.
  const Clustering& clustering;
  const std::vector<std::int64_t>& majority;  ///< Label of each cluster; empty without labels.
  LabelNames label_names{};
  Tone tone = Tone::kInk;
  const Trust* trust = nullptr;  ///< Of the clusters; null: not measured, and not said.
};

/// Called before each picture of a cluster: how many are done, of how many.
using OnPicture = std::function<void(std::int64_t done, std::int64_t count)>;

/// Draws what can be looked at: clusters.png and codes.png, in pages of at most twenty clusters
/// (see clusters_on_pages), one cluster_XX.png for each of the `most_pictures` largest
/// clusters and those of the pages, and cluster_none.png where there are images in no cluster.
/// codes.png begins with the centroids, or with the clusters' mean codes where the method has none.
/// Throws interruption() soon after the program was asked to stop; a picture that fails is missing
/// in `files`.
void draw_clusters(PictureFiles& files, const PicturedClusters& clusters,
                   const PictureOptions& options, at::Generator sample, const OnPicture& on_picture,
                   std::size_t most_pictures = kMostClusterPictures);

}  // namespace codegrid
