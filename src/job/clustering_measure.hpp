#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "cluster/clustering.hpp"
#include "job/clustering_report.hpp"
#include "job/job_context.hpp"

namespace codegrid {

/// The codes of all images, [N, D] float32 on the CPU, as they were clustered.
struct ClusteredCodes {
  std::vector<at::Tensor> sets;  ///< Of each encoder.
  at::Tensor joint;              ///< Those side by side.
};

/// Mean silhouette of a clustering, on at most 5,000 images.
Silhouette measure_silhouette(const Clustering& clustering, const ClusteredCodes& codes,
                              const JobContext& context);

/// Whether neighbors are in one cluster, which halves clusters have being left out: what
/// measure_clustering says of it, to the bit, in a part of the time.
Trust measure_neighbors(const Clustering& clustering, const ClusteredCodes& codes,
                        const JobContext& context);

/// What is said of a clustering without labels.
ClusteringReport measure_clustering(const Clustering& clustering, const ClusteredCodes& codes,
                                    const JobContext& context);

}  // namespace codegrid
