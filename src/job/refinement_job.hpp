#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "job/job_context.hpp"
#include "refine/options.hpp"
#include "refine/round_figures.hpp"

namespace codegrid {

/// What a refinement is of.
struct RefinementRequest {
  std::filesystem::path run;                    ///< The run folder, which the caller has locked.
  std::vector<std::filesystem::path> encoders;  ///< Files of those whose codes it begins with.
  at::Tensor images;                            ///< [N, C, H, W] uint8: all that it groups.
  RefinementOptions options;
};

/// What came of it.
struct RefinementReport {
  std::filesystem::path encoder;     ///< RUN/encoder.pt.
  std::string encoder_sha256;        ///< Of that.
  std::vector<RoundFigures> rounds;  ///< Of all that were done; by dec and idec none.
  std::int64_t kept = 0;             ///< The round whose student the encoder is.
  std::int64_t updates = 0;          ///< By dec and idec: of the targets.
  bool converged = false;            ///< By dec and idec: few labels changed in the last.
  double train_loss = 0;             ///< Of that student's last epoch, cross-entropy; or of the
                                     ///< last update.
  double val_loss = 0;               ///< Of what was held out of what it learned from; by dec and
                                     ///< idec the divergence of all images.
  double seconds = 0;                ///< Over all processes that worked on it.
};

/// Groups the images by the joint graph of the encoders' codes, and makes the groups better by
/// rounds: a student learns those of the images whose neighbors agree, and a graph of its features
/// groups all of them anew. No label is read. The last student whose round is kept (see
/// judge_round) becomes RUN/encoder.pt, which gives features, and the probabilities of its groups,
/// the largest first.
/// By `dec` and `idec`, the codes of the one encoder are moved instead (see
/// run_embedded_clustering).
/// Everything lies in RUN/refinement, step by step: who begins again there goes on from the last
/// step, inside the training of a student from its last checkpoint, and ends with the same bits.
/// Throws Error, as require_refinable and others do, Stopped where a signal asked for it, and
/// Error(kBadData) where RUN/refinement is of other encoders, images or options, or no student can
/// learn from what its first graph says (see check_lesson); where a later one cannot, it is left
/// out.
RefinementReport run_refinement(const RefinementRequest& request, const JobContext& context);

}  // namespace codegrid
