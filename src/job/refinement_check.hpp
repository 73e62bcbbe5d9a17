#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/error.hpp"
#include "job/job_context.hpp"
#include "job/training_memory.hpp"
#include "model/layers.hpp"
#include "refine/options.hpp"

namespace codegrid {

/// `options` with the precision that students train in on the device of `context`: bfloat16 only
/// where the device has it, as it would be many times slower than float32.
RefinementOptions resolved_refinement(RefinementOptions options, const JobContext& context);

/// Whether those are `resolved` of options that ask for bfloat16, which the device lacks.
inline bool lacks_precision(const RefinementOptions& options, const RefinementOptions& resolved) {
  return options.training.precision == Precision::kBfloat16 &&
         resolved.training.precision != Precision::kBfloat16;
}

/// How the images that students learn from are changed.
///   shape: {C, H, W} of them.
AugmentationSettings student_augmentation(const RefinementOptions& options,
                                          const JobContext& context, const Shape& shape);

/// What the training of a student takes of memory.
///   images: that it may learn from; shape: {C, H, W} of them; options: as resolved.
TrainingMemory student_memory(const RefinementOptions& options, const JobContext& context,
                              std::int64_t images, const Shape& shape);

/// The same of dec and idec, by the one encoder of the job of `context`.
TrainingMemory embedding_memory(const RefinementOptions& options, const JobContext& context,
                                std::int64_t images, const Shape& shape);

/// What `work` returns. Where it finds no more memory, says so under the keys that `rename` makes
/// of a model's (see student_keys.hpp); Errors stay as they are, as they may name files.
template <class Work>
auto explained(const TrainingMemory& memory, Error (*rename)(const Error&), const Work& work) {
  try {
    return work();
  } catch (const Error&) {
    throw;
  } catch (...) {
    try {
      memory.explain([] { throw; });
    } catch (const Error& error) {
      throw rename(error);
    }
    throw;
  }
}

/// What can be known of a refinement before anything is trained: throws Error(kBadData) where there
/// are too few images for its groups or its graphs, Error(kUsage) where its student cannot be made
/// for them, or not in such batches, and Error(kFailed) where the device lacks the precision or the
/// machine the memory to train it. Each names the keys of the refinement.
///   images: in all; shape: {C, H, W} of them.
void require_refinable(const RefinementOptions& options, const JobContext& context,
                       std::int64_t images, const Shape& shape);
/// The same for `images`, [N, C, H, W].
inline void require_refinable(const RefinementOptions& options, const JobContext& context,
                              const at::Tensor& images) {
  require_refinable(options, context, images.size(0), images.sizes().slice(1).vec());
}

}  // namespace codegrid
