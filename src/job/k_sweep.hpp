#pragma once

#include <utility>

#include "cluster/clustering.hpp"
#include "data/image_set.hpp"
#include "job/clustering_measure.hpp"
#include "job/job_context.hpp"
#include "job/swept_k.hpp"

namespace codegrid {

/// The number of clusters of the greatest modularity at this resolution is chosen. At 1 that is as
/// many as a graph of neighbors can be cut into. A guess from the sweeps of bench/sweep.py, over 4,
/// 7 and 10 digits (docs/trust.md).
inline constexpr double kSweepResolution = 0.3;

/// Neighbors that agree, less kSweepResolution times what would by chance: the modularity of the
/// graph that leads from each code to its neighbors (Reichardt and Bornholdt 2006).
double neighbor_modularity(const Trust& trust);

/// The row of the greatest `modularity`; of several such, and where none is defined, the one of the
/// least k. rows: by rising k, at least one.
std::size_t best_k(const std::vector<SweptK>& rows);

/// Clusters the codes into each number of clusters that the context's job lists, measures all of
/// them, and keeps the clusters of the best_k, which are, to the bit, those that this number alone
/// gives. The greatest number comes first, so that one too great fails at once. Says what it does,
/// and what is to be known of the clusters that are kept, on the terminal.
///   images: those of the codes; their labels, if any, are compared with and choose nothing.
/// Throws Error as cluster_codes_jointly does.
std::pair<Clustering, KSweep> choose_k(const ClusteredCodes& codes, const ImageSet& images,
                                       const JobContext& context);

}  // namespace codegrid
