#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "job/cluster_painter.hpp"
#include "job/picture_files.hpp"

namespace codegrid {

/// A cluster that the overview shows.
struct ShownCluster {
  std::int64_t cluster;
  at::Tensor members;  ///< [M] int64: images of it, the first ones are drawn.
  /// Share of its neighbors that agree (see GroupTrust), said above its images; NaN: not said.
  double agree = std::numeric_limits<double>::quiet_NaN();
};

/// Draws clusters.png and codes.png, some images of each cluster and their codes, with further
/// pages clusters_2.png, codes_2.png, ... for more clusters than one holds.
///   shown: those of clusters_on_pages, which `painter` was made for; k: the number of all
///   clusters; rows: images of each; unassigned: images in no cluster, which a heading then names;
///   trust: what a heading of the images says of all of them, empty: nothing.
void draw_overview(PictureFiles& files, const ClusterPainter& painter,
                   const std::vector<ShownCluster>& shown, std::int64_t k, std::int64_t rows,
                   std::int64_t unassigned = 0, const std::string& trust = "");

}  // namespace codegrid
