#include "job/refinement_check.hpp"

#include <fmt/format.h>

#include <utility>

#include "config/encoder_job.hpp"
#include "core/error.hpp"
#include "core/memory_limit.hpp"
#include "core/text_table.hpp"
#include "job/augmentation_settings.hpp"
#include "model/families.hpp"
#include "refine/student.hpp"
#include "refine/student_keys.hpp"
#include "train/precision.hpp"

namespace codegrid {
namespace {

void require_enough_images(const RefinementOptions& options, std::int64_t images) {
  if (options.k > images) {
    throw data_error(
        fmt::format("refinement.k: found {} groups for {}; expected at most one for each image. "
                    "Lower it, or give more images",
                    with_commas(options.k), counted(images, "image", "images")));
  }
  if (options.kind == RefinementKind::kStudents && options.neighbors >= images) {
    throw data_error(
        fmt::format("refinement.neighbors: found {} of each of {}; expected fewer neighbors than "
                    "images. Lower it, or give more images",
                    with_commas(options.neighbors), counted(images, "image", "images")));
  }
}

}  // namespace

RefinementOptions resolved_refinement(RefinementOptions options, const JobContext& context) {
  Precision& precision = options.training.precision;
  precision = resolved_precision(precision, context.device());
  if (precision == Precision::kBfloat16 && context.device().is_cpu() && !processor_has_bfloat16())
    precision = Precision::kFloat32;
  return options;
}

AugmentationSettings student_augmentation(const RefinementOptions& options,
                                          const JobContext& context, const Shape& shape) {
  JobConfig job = context.job();
  job.augmentation = options.augmentation;
  return augmentation_settings(job, shape);
}

TrainingMemory student_memory(const RefinementOptions& options, const JobContext& context,
                              std::int64_t images, const Shape& shape) {
  return {student_architecture(shape, options),
          options.student.kind,
          options.training,
          images,
          /*whole_batches=*/true,
          student_augmentation(options, context, shape)};
}

TrainingMemory embedding_memory(const RefinementOptions& options, const JobContext& context,
                                std::int64_t images, const Shape& shape) {
  const JobConfig alone = encoder_job(context.job(), 0);
  Architecture architecture = make_architecture(shape, alone.model);
  if (options.kind != RefinementKind::kIdec) architecture = encoder_only(std::move(architecture));
  TrainingOptions training;
  training.batch_size = options.embedding().batch_size;
  training.optimizer = options.embedding().optimizer;
  return {architecture, alone.model.kind, training, images, /*whole_batches=*/true};
}

void require_refinable(const RefinementOptions& options, const JobContext& context,
                       std::int64_t images, const Shape& shape) {
  require_enough_images(options, images);
  if (options.kind != RefinementKind::kStudents) {
    const TrainingMemory memory = embedding_memory(options, context, images, shape);
    try {
      if (context.device().is_cpu()) memory.require_within(memory_limit());
    } catch (const Error& error) {
      throw with_keys_of_embedding(error);
    }
    return;
  }
  const RefinementOptions resolved = resolved_refinement(options, context);
  const TrainingMemory memory = student_memory(resolved, context, images, shape);
  under_keys_of_student([&] {
    require_batches_for(student_architecture(shape, resolved), images,
                        resolved.training.batch_size);
    require_precision(resolved.training.precision, context.device());
    if (context.device().is_cpu()) memory.require_within(memory_limit());
  });
}

}  // namespace codegrid
