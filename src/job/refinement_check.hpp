#pragma once

#include <cstdint>

#include "job/job_context.hpp"
#include "job/training_memory.hpp"
#include "model/layers.hpp"
#include "refine/options.hpp"

namespace codegrid {

/// `options` with the precision that students train in on the device of `context`: bfloat16 only
/// where the device has it, as it would be many times slower than float32.
RefinementOptions resolved_refinement(RefinementOptions options, const JobContext& context);

/// How the images that students learn from are changed.
///   shape: {C, H, W} of them.
AugmentationSettings student_augmentation(const RefinementOptions& options,
                                          const JobContext& context, const Shape& shape);

/// What the training of a student takes of memory.
///   images: that it may learn from; shape: {C, H, W} of them; options: as resolved.
TrainingMemory student_memory(const RefinementOptions& options, const JobContext& context,
                              std::int64_t images, const Shape& shape);

/// What can be known of a refinement before anything is trained: throws Error(kBadData) where there
/// are too few images for its groups or its graphs, Error(kUsage) where its student cannot be made
/// for them, or not in such batches, and Error(kFailed) where the device lacks the precision or the
/// machine the memory to train it. Each names the keys of the refinement.
///   images: in all; shape: {C, H, W} of them.
void require_refinable(const RefinementOptions& options, const JobContext& context,
                       std::int64_t images, const Shape& shape);

}  // namespace codegrid
