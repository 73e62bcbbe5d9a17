#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>
#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/graph/joint_neighbors.hpp"
#include "cluster/refined/softmax_model.hpp"
#include "job/job_context.hpp"

namespace codegrid {

/// Clusters the codes of each encoder as `options`, with one number of clusters, say, on the
/// context's device where the method computes there; says what it does, and what is to be known of
/// the result, on the terminal.
///   codes: [N, D] float32 on the CPU, as they are to be clustered; groups: the layer that names
///   those of `refined`, none by other methods.
/// Throws Error as cluster_codes_jointly and cluster_by_probability do.
Clustering cluster_with_progress(const std::vector<at::Tensor>& codes,
                                 const std::optional<SoftmaxModel>& groups,
                                 const ClusteringOptions& options, const JobContext& context);

/// The same as one of several, by a method other than `refined`, the same bits: what is to be known
/// of the result is left to be said, and `part` stands before what is being done ("k = 7: ").
///   neighbors: shared by all of them.
Clustering cluster_in_sweep(const std::vector<at::Tensor>& codes, const ClusteringOptions& options,
                            const JobContext& context, const std::string& part,
                            SharedNeighbors& neighbors);

/// Clusters once more as `options` say, from the seed after the job's. Returns the share of the
/// images that come into the same group as in `first`, under the best one-to-one match of both;
/// NaN, and a note on the terminal, where the method draws no random numbers or there are more than
/// 1,000 clusters.
double repeat_clustering(const Clustering& first, const std::vector<at::Tensor>& codes,
                         const ClusteringOptions& options, const JobContext& context);

}  // namespace codegrid
