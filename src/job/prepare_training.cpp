#include "job/prepare_training.hpp"

#include <fmt/format.h>
#include <torch/torch.h>

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
Splits load_data(const JobContext& context) {
  give_back_large_blocks();
  require_precision(context.job().training.precision, context.device());
  Splits data = load_splits(context.job().data, context.seed(),
                            [&](const std::string& line) { context.progress().update(line); });
  stop_if_interrupted();
  return data;
}

// Of a model that is too large nothing is made.
TrainingMemory memory_for(const JobContext& context, const ImageSet& images,
                          const AugmentationSettings& augmentation) {
  const JobConfig& job = context.job();
  const bool on_cpu = context.device().is_cpu();
  TrainingMemory memory(make_architecture(images.shape(), job.model), job.model.kind, job.training,
                        images.size(), !on_cpu || job.model.kind != ModelKind::kDense,
                        augmentation);
  if (on_cpu) memory.require_within(memory_limit());
  return memory;
}

Autoencoder make_model(const JobContext& context, const ImageSet& images) {
  Autoencoder model(images.shape(), context.job().model, context.generator(Purpose::kWeights),
                    context.generator(Purpose::kDropout));
  model->to(context.device());
  return model;
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

PreparedTraining::PreparedTraining(const JobContext& context)
    : data(load_data(context)),
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
                       Augmenter(augmentation, context.generator(Purpose::kAugmentation)));
      })) {
  // Autograd takes blocks anew in each step, and so does augmentation.
  if (!DenseEngine::serves(model) || augmentation.changes_anything()) keep_freed_blocks();
  if (const std::string note = validation_note(context.job().data); !note.empty())
    context.progress().say(note);
  if (const std::string note = skipped_note(data); !note.empty()) context.progress().say(note);
  context.progress().say(
      fmt::format("{}: {}, on {}", context.job().name, sizes(data), context.device().str()));
  context.progress().say(fmt::format("\n{}\n", summary(model)));
}

std::string PreparedTraining::test_name() const {
  return data.test ? "test" : images_name(data.validation_source);
}

std::optional<double> PreparedTraining::test_loss(const JobContext& context) {
  const auto wants_stop = [] { return interrupted_by() != 0; };
  if (!data.test) return evaluate(model, validation, loss, wants_stop);
  const Batches test(*data.test, scale, context.job().training.batch_size, context.device());
  return evaluate(model, test, loss, wants_stop);
}

}  // namespace codegrid
