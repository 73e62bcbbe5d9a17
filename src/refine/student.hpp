#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "data/augmentation_options.hpp"
#include "data/batches.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"
#include "model/autoencoder.hpp"
#include "refine/options.hpp"
#include "train/trainer.hpp"

namespace codegrid {

/// The net of a student of `options` for images of `image_shape` {C, H, W}: an encoder half with
/// one linear output for each group, and no decoder. Throws Error(kUsage) naming the key, below
/// refinement.student, where it cannot be made for such images.
Architecture student_architecture(const Shape& image_shape, const RefinementOptions& options);

/// Values of what enters its last dense layer: a student's features.
std::int64_t feature_width(const Architecture& student);

/// What a student learns from.
struct Lesson {
  at::Tensor images;  ///< [N, C, H, W] uint8, all of them; may lie in a mapped file.
  at::Tensor points;  ///< [M] int64, ascending: those it learns from; 2 or more.
  at::Tensor labels;  ///< [N] int64 on the CPU: the group of each; read at `points`.
  PixelScale scale;   ///< How bytes become the numbers that it takes.
};

/// The training of a student: cross-entropy with smoothed labels on augmented images; it ends with
/// the average of its weights (see WeightAverage). A few of the points, a twentieth and 1,000 at
/// most, are held out: the validation loss is theirs. It stays where it is made, as its trainer
/// refers to the rest.
class StudentTraining {
 public:
  /// seed: of first weights, order, dropout, augmentation and of what is held out.
  /// Throws Error(kUsage) as student_architecture does, and where it cannot train in such batches;
  /// Error(kBadData) where there are fewer than two points.
  ///   augmentation: of the images that it learns from.
  StudentTraining(const Lesson& lesson, const RefinementOptions& options,
                  const AugmentationSettings& augmentation, std::uint64_t seed, c10::Device device);
  StudentTraining(const StudentTraining&) = delete;
  StudentTraining& operator=(const StudentTraining&) = delete;

  Trainer& trainer() { return *trainer_; }
  /// As the trainer's own; what that says of the training is said under refinement.training.
  TrainingResult run(const TrainingListener& listener);
  /// With the averaged weights once the trainer has run to its end.
  Autoencoder& model() { return model_; }
  /// In an epoch.
  std::int64_t images() const { return training_.images(); }

 private:
  struct Parts;
  StudentTraining(const Lesson& lesson, const Parts& parts, const RefinementOptions& options,
                  const AugmentationSettings& augmentation, std::uint64_t seed, c10::Device device);

  Autoencoder model_;
  Batches training_;
  Batches validation_;
  std::unique_ptr<Trainer> trainer_;
};

/// Gives the groups of a trained student new numbers: number i is that which was `order[i]`.
///   order: each of 0..k-1 once.
void renumber_groups(Autoencoder& student, const std::vector<std::int64_t>& order);

}  // namespace codegrid
