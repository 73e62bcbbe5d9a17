#include "job/prepare_training.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

#include <utility>

#include "core/error.hpp"
#include "core/interrupt.hpp"
#include "core/text_table.hpp"
#include "data/augmenter.hpp"
#include "data/load.hpp"
#include "job/augmentation_settings.hpp"
#include "job/skipped_pictures.hpp"
#include "model/families.hpp"
#include "model/summary.hpp"
#include "tensor/memory.hpp"
#include "train/dense_engine.hpp"
#include "train/precision.hpp"

namespace codegrid {
namespace {

// The device is refused before the data are read.
Splits read_data(const JobContext& context) {
  give_back_large_blocks();
  require_precision(context.job().training.precision, context.device());
  Splits sets = read_sets(context.job().data,
                          [&](const std::string& line) { context.progress().update(line); });
  stop_if_interrupted();
  return sets;
}

Architecture architecture_of(const JobConfig& job, const Shape& shape) {
  const ObjectiveOptions& objective = job.training.objective;
  Architecture architecture = make_architecture(shape, job.model);
  if (objective.is_variational()) return variational(std::move(architecture));
  return objective.reconstructs() ? architecture : encoder_only(std::move(architecture));
}

// Of a model that is too large nothing is made.
TrainingMemory memory_for(const JobContext& context, const ImageSet& images,
                          const AugmentationSettings& augmentation) {
  const JobConfig& job = context.job();
  const bool on_cpu = context.device().is_cpu();
  const bool whole_batches = !on_cpu || job.model.kind != ModelKind::kDense ||
                             job.training.objective.kind != ObjectiveKind::kReconstruction;
  TrainingMemory memory(architecture_of(job, images.shape()), job.model.kind, job.training,
                        images.size(), whole_batches, augmentation);
  if (on_cpu) memory.require_within(memory_limit());
  return memory;
}

Autoencoder make_model(const JobContext& context, const ImageSet& images) {
  Autoencoder model(architecture_of(context.job(), images.shape()),
                    context.generator(Purpose::kWeights), context.generator(Purpose::kDropout));
  model->to(context.device());
  return model;
}

// Throws Error(kBadData) where an objective that compares images with each other finds one alone.
Splits with_enough_images(const JobContext& context, Splits data) {
  if (!context.job().training.objective.compares_views()) return data;
  const auto require = [](const ImageSet& set, const std::string& name) {
    if (set.size() > 1) return;
    throw data_error(fmt::format(
        "data: found one {} image; training.objective compares images with each other, and needs 2 "
        "or more in each set",
        name));
  };
  require(data.train, "training");
  require(data.validation, images_name(data.validation_source));
  if (data.test) require(*data.test, "test");
  return data;
}

Splits split_for(const JobContext& context, Splits sets) {
  give_back_large_blocks();
  return with_enough_images(context, split(context.job().data, context.seed(), std::move(sets)));
}

// "54,000 training images, 6,000 held-out images, 10,000 test images".
std::string sizes(const Splits& data) {
  const auto of = [](const ImageSet& set, const std::string& name) {
    return counted(set.size(), name + " image", name + " images");
  };
  std::string text = fmt::format("{}, {}", of(data.train, "training"),
                                 of(data.validation, images_name(data.validation_source)));
  if (data.test) text += ", " + of(*data.test, "test");
  return text;
}

}  // namespace

void require_trainable(const JobContext& context, const ImageSet& images) {
  require_precision(context.job().training.precision, context.device());
  memory_for(context, images, augmentation_settings(context.job(), images.shape()));
}

PreparedTraining::PreparedTraining(const JobContext& context)
    : PreparedTraining(context, read_data(context)) {}

PreparedTraining::PreparedTraining(const JobContext& context, Splits sets)
    : data(split_for(context, std::move(sets))),
      scale(measure_scale(data.train, context.job().data.scale)),
      training(data.train, scale, context.job().training.batch_size, context.device()),
      validation(data.validation, scale, context.job().training.batch_size, context.device()),
      augmentation(augmentation_settings(context.job(), data.train.shape())),
      memory(memory_for(context, data.train, augmentation)),
      model(memory.explain([&] { return make_model(context, data.train); })),
      loss(context.job().training.loss, context.job().model.output),
      trainer(memory.explain([&] {
        return Trainer(model, training, validation, loss, context.job().training,
                       context.generator(Purpose::kShuffle),
                       Augmenter(augmentation, context.generator(Purpose::kAugmentation)),
                       context.generator(Purpose::kCodeNoise));
      })) {
  const ObjectiveOptions& objective = context.job().training.objective;
  if (objective.compares_views()) validation.join_last_of_one();
  // Autograd takes blocks anew in each step, and so does augmentation.
  if (!DenseEngine::serves(model) || augmentation.changes_anything()) keep_freed_blocks();
  if (const std::string note = validation_note(context.job().data); !note.empty())
    context.progress().say(note);
  if (const std::string note = skipped_note(data); !note.empty()) context.progress().say(note);
  context.progress().say(
      fmt::format("{}: {}, on {}", context.job().name, sizes(data), context.device().str()));
  context.progress().say(fmt::format("\n{}\n", summary(model)));
  if (!model->has_decoder()) {
    context.progress().say(
        "note: the contrastive objective trains an encoder without a decoder: there will be no "
        "reconstructions.png");
  }
}

std::string PreparedTraining::test_name() const {
  return data.test ? "test" : images_name(data.validation_source);
}

std::optional<MeanLoss> PreparedTraining::test_loss(const JobContext& context) {
  const auto wants_stop = [] { return interrupted_by() != 0; };
  TrainingOptions exact = context.job().training;
  exact.precision = Precision::kFloat32;
  const auto engine = make_gradient_engine(
      model, loss, exact, Augmenter(augmentation, context.generator(Purpose::kAugmentation)),
      context.generator(Purpose::kCodeNoise));
  if (!data.test) return evaluate(model, validation, *engine, wants_stop);
  Batches test(*data.test, scale, exact.batch_size, context.device());
  if (exact.objective.compares_views()) test.join_last_of_one();
  return evaluate(model, test, *engine, wants_stop);
}

}  // namespace codegrid
