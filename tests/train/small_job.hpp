#pragma once

#include <torch/torch.h>

#include <cstdint>

#include "model/families.hpp"
#include "tensor/random.hpp"
#include "train/trainer.hpp"

namespace codegrid {

inline constexpr PixelScale kScale{0, 255};
inline const ReconstructionLoss kLoss(LossKind::kBinaryCrossEntropy, Output::kSigmoid);

/// Stripes, either way up: something that a small code can learn.
inline at::Tensor stripes(std::int64_t count) {
  at::Tensor images = torch::zeros({count, 1, 6, 6}, at::kByte);
  for (std::int64_t i = 0; i < count; ++i) images[i][0].select(i % 2, i % 6).fill_(255);
  return images;
}

inline ModelOptions small_shape() {
  ModelOptions shape;
  shape.code = 8;
  return shape;
}

/// A training on stripes that takes a fraction of a second, with what it gives.
struct SmallJob {
  TrainingOptions options;
  ModelOptions shape = small_shape();
  Autoencoder model = nullptr;
  TrainingResult result{};
  TrainingListener listener{};
  const TrainingState* from = nullptr;
  AugmentationSettings augmentation{};

  void run(std::uint64_t seed = 1) {
    const Architecture whole = make_architecture({1, 6, 6}, shape);
    const ObjectiveOptions& objective = options.objective;
    model = Autoencoder(objective.is_variational() ? variational(whole)
                        : objective.reconstructs() ? whole
                                                   : encoder_only(whole),
                        make_generator(seed, Purpose::kWeights),
                        make_generator(seed, Purpose::kDropout));
    Batches training(stripes(96), kScale, options.batch_size, at::kCPU);
    const Batches validation(stripes(24), kScale, options.batch_size, at::kCPU);
    Trainer trainer(model, training, validation, kLoss, options,
                    make_generator(seed, Purpose::kShuffle),
                    Augmenter(augmentation, make_generator(seed, Purpose::kAugmentation)),
                    make_generator(seed, Purpose::kCodeNoise));
    if (from != nullptr) trainer.restore(*from);
    result = trainer.run(listener);
  }
};

/// One that ends with its epochs, of five batches each.
inline SmallJob quick() {
  SmallJob job;
  job.options.epochs = 12;
  job.options.batch_size = 20;
  job.options.optimizer.learning_rate = 0.01;
  return job;
}

/// A copy that later steps do not change.
inline TrainingState copy_of(const TrainingState& live) {
  TrainingState copy = live;
  for (auto& [name, tensor] : copy.tensors) tensor = tensor.clone();
  return copy;
}

/// One that early stopping ends some epochs after its best, which is not the first.
inline SmallJob with_a_best_epoch() {
  SmallJob job = quick();
  job.options.epochs = 400;
  job.options.optimizer.learning_rate = 0.05;
  job.options.early_stopping.patience = 2;
  job.options.early_stopping.min_delta = 0.02;  // so that it ends after ten epochs, or nearly
  return job;
}

/// A little of everything.
inline constexpr AugmentationSettings kSomeAugmentation{.rotation = 10,
                                                        .shift = 0.1,
                                                        .scale = 0.1,
                                                        .shear = 0.1,
                                                        .elastic = 0.05,
                                                        .mirror = true,
                                                        .crop = 0.1,
                                                        .brightness = 0.1,
                                                        .contrast = 0.1,
                                                        .noise = 0.05,
                                                        .cutout = 0.2};

/// The same of a convolutional model with all that a checkpoint must hold of one.
inline SmallJob convolutional() {
  SmallJob job = with_a_best_epoch();
  job.shape.kind = ModelKind::kConvolutional;
  job.shape.convolutional = {{3, 4}, 3, Downsampling::kPool, /*batch_norm=*/true, /*dropout=*/0.3};
  return job;
}

}  // namespace codegrid
