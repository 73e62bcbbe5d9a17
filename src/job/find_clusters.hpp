#pragma once

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "cluster/clustering.hpp"
#include "cluster/refined/softmax_model.hpp"
#include "job/job_context.hpp"

namespace codegrid {

/// Clusters the codes of each encoder as the context's job says, on its device where the method
/// computes there; says what it does, and what is to be known of the result, on the terminal.
///   codes: [N, D] float32 on the CPU, as they are to be clustered; groups: the layer that names
///   those of `refined`, none by other methods.
/// Throws Error as cluster_codes_jointly and cluster_by_probability do.
Clustering cluster_with_progress(const std::vector<at::Tensor>& codes,
                                 const std::optional<SoftmaxModel>& groups,
                                 const JobContext& context);

/// Clusters once more, from the seed after the job's. Returns the share of the images that come
/// into the same group as in `first`, under the best one-to-one match of both; NaN, and a note on
/// the terminal, where the method draws no random numbers or there are more than 1,000 clusters.
double repeat_clustering(const Clustering& first, const std::vector<at::Tensor>& codes,
                         const JobContext& context);

}  // namespace codegrid
