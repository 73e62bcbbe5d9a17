#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/options.hpp"
#include "config/job_config.hpp"

namespace codegrid {

/// A method as it is called on a terminal: "spherical k-means".
std::string shown_name(ClusteringMethod method);

/// What was done, on one line: "k-means: 60,000 codes of 36 values, k = 10, 10 starts, 1.50 s".
///   widths: values of a code, of each encoder ("codes of 64 + 10 values"); options: those of the
///   clustering.
std::string describe_clustering(const Clustering& clustering,
                                const std::vector<std::int64_t>& widths,
                                const ClusteringOptions& options);

/// Which members of a cluster are drawn: "nearest to the centroid first".
///   all: it has no others.
std::string words_of_order(ClusteringMethod method, Samples samples, bool all);

}  // namespace codegrid
