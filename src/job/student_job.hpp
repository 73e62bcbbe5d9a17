#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>

#include "encoder/metadata.hpp"
#include "job/job_context.hpp"
#include "refine/options.hpp"
#include "refine/student.hpp"

namespace codegrid {

/// One student of a refinement.
struct StudentRequest {
  std::filesystem::path run;     ///< The run folder.
  std::filesystem::path folder;  ///< Of the student; it is made.
  Lesson lesson;
  const RefinementOptions& options;
  AugmentationSettings augmentation;
  std::uint64_t seed = 0;
  EncoderMetadata
      metadata;  ///< Of its encoder; what is only known after the training is filled in.
  std::function<void()> on_checkpoint{};  ///< Called after each, where it is not empty.
};

/// Trains the student, from its last checkpoint where there is one, and writes its encoder.pt,
/// whose group 0 is the largest, and what that gives for all images: codes.npy, the features, and
/// groups.npy, [N] int64. Nothing is done where encoder.pt is there: it is written last.
/// Throws Error, Error(kFailed) saying what takes how much where memory is short among them, and
/// Stopped where a signal asked for it.
void train_student(const StudentRequest& request, const JobContext& context);

}  // namespace codegrid
