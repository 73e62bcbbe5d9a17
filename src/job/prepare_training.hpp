#pragma once

#include <optional>
#include <string>

#include "data/augmentation_options.hpp"
#include "data/batches.hpp"
#include "data/image_set.hpp"
#include "data/scale.hpp"
#include "job/job_context.hpp"
#include "job/training_memory.hpp"
#include "model/autoencoder.hpp"
#include "train/loss.hpp"
#include "train/trainer.hpp"

namespace codegrid {

/// Throws Error(kFailed) where the device of `context` lacks the precision of its job, or the
/// machine the memory to train its model on `images`; nothing is made of it.
void require_trainable(const JobContext& context, const ImageSet& images);

/// All that the training of a job needs, made and described to the user: data, model, trainer. It
/// stays where it is made, because its trainer refers to the rest.
struct PreparedTraining {
  /// Throws Error(kBadData) for the data, sets of one image that an objective would compare with
  /// others among them, Error(kFailed) where the device lacks the precision or
  /// the machine the memory.
  explicit PreparedTraining(const JobContext& context);
  /// The same with images that are read already: what read_sets gives of the job's data.
  PreparedTraining(const JobContext& context, Splits sets);
  PreparedTraining(const PreparedTraining&) = delete;
  PreparedTraining& operator=(const PreparedTraining&) = delete;

  /// The images that pictures and the test loss are of: the test set, or the validation set where
  /// that is it or there is none.
  const ImageSet& test_images() const { return data.test ? *data.test : data.validation; }
  /// What they are called: "test", "validation" or "held-out".
  std::string test_name() const;
  /// Of the weights as the encoder carries them: in float32, whatever the training's precision.
  /// Nothing where the program was asked to stop between two batches.
  std::optional<MeanLoss> test_loss(const JobContext& context);

  Splits data;
  PixelScale scale;
  Batches training;
  Batches validation;
  AugmentationSettings augmentation;
  TrainingMemory memory;
  Autoencoder model;
  ReconstructionLoss loss;
  Trainer trainer;
};

}  // namespace codegrid
