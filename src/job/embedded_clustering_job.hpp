#pragma once

#include "job/refinement_job.hpp"
#include "model/autoencoder.hpp"

namespace codegrid {

/// The autoencoder of the run in `folder`, as its training ended: out of its last checkpoint.
///   job: of that run; shape: {C, H, W} of its images; with_decoder: false: its encoder half alone.
/// Throws Error(kBadData) where that one is not whole, or not of such a model.
Autoencoder trained_autoencoder(const std::filesystem::path& folder, const JobConfig& job,
                                const Shape& shape, bool with_decoder);

/// The refinement of kind `dec` or `idec`, see EmbeddedClustering and run_refinement: it begins
/// with the centroids that k-means finds among the codes of the one encoder of the job.
/// RUN/refinement has, beside refinement.json, checkpoints and metrics with a row for each update
/// of the targets, and codes.npy and groups.npy, which RUN/encoder.pt gives. That gives codes, and
/// the probabilities of its groups, the largest first.
RefinementReport run_embedded_clustering(const RefinementRequest& request,
                                         const JobContext& context);

}  // namespace codegrid
