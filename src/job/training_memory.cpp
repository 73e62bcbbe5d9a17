#include "job/training_memory.hpp"

#include <c10/util/Exception.h>
#include <c10/util/accumulate.h>
#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "core/error.hpp"
#include "core/library_message.hpp"
#include "core/text_table.hpp"
#include "data/batches.hpp"
#include "train/trainer.hpp"

namespace codegrid {
namespace {

constexpr double kFloatBytes = 4;
constexpr double kHalfBytes = 2;

// Tensors of the weights' size that the optimizer keeps.
double moments(const OptimizerOptions& options) {
  if (options.name != OptimizerKind::kSgd) return 2;
  return options.momentum > 0 ? 1 : 0;
}

}  // namespace

TrainingMemory::TrainingMemory(const Architecture& architecture, ModelKind kind,
                               const TrainingOptions& options, std::int64_t images,
                               bool whole_batches, const AugmentationSettings& augmentation)
    : layers_(layer_sizes(architecture)),
      kind_(kind),
      options_(options),
      batch_size_(largest_batch(images, options.batch_size,
                                needs_two_images(architecture, options.objective))),
      views_(options.objective.compares_views() ? 2 : 1),
      image_shape_(architecture.image_shape),
      whole_batches_(whole_batches),
      augmentation_(augmentation) {}

// The weights, their gradients, the optimizer's moments and the best weights; and the bytes of a
// checkpoint, which holds weights and moments once more.
TrainingMemory::Part TrainingMemory::weights() const {
  const double copies = 4 + 2 * moments(options_.optimizer);
  double all = 0;
  for (const LayerSize& layer : layers_) all += static_cast<double>(layer.parameters);
  const auto largest = std::ranges::max_element(layers_, {}, &LayerSize::parameters);
  return {false,
          "the weights, their gradients, the optimizer's moments and a checkpoint of them",
          kFloatBytes * copies * all,
          static_cast<std::size_t>(largest - layers_.begin()),
          kFloatBytes * copies * static_cast<double>(largest->parameters),
          keys_of_size()};
}

// What makes the weights fewer.
std::string TrainingMemory::keys_of_size() const {
  if (kind_ == ModelKind::kDense) return "model.hidden or model.code";
  const bool hidden = std::ranges::any_of(
      layers_, [](const LayerSize& layer) { return layer.name == "encoder.hidden0"; });
  return hidden ? "model.channels, model.kernel, model.hidden or model.code"
                : "model.channels, model.kernel or model.code";
}

// How many images, or views of them, go through a layer in a step.
double TrainingMemory::images_through(const LayerSize& layer) const {
  const std::int64_t times = layer.name.starts_with("encoder.") ? views_ : 1;
  return static_cast<double>(times * batch_size_);
}

double TrainingMemory::numbers_of(const LayerSize& layer) const {
  return images_through(layer) * static_cast<double>(c10::multiply_integers(layer.output));
}

std::string TrainingMemory::batch_name() const {
  return counted(batch_size_, "image", "images") + (views_ == 1 ? "" : " in two views");
}

TrainingMemory::Part TrainingMemory::batch() const {
  const double bytes = options_.precision == Precision::kBfloat16 ? kHalfBytes : kFloatBytes;
  const auto images = static_cast<double>(views_ * batch_size_);
  const auto pixels = static_cast<double>(c10::multiply_integers(image_shape_));
  double all = 0;
  for (const LayerSize& layer : layers_) all += numbers_of(layer);
  const auto largest = std::ranges::max_element(
      layers_, {}, [this](const LayerSize& layer) { return numbers_of(layer); });
  return {
      true,
      "a batch on its way through the layers",
      whole_batches_ ? kFloatBytes * images * pixels + bytes * all : 0,
      static_cast<std::size_t>(largest - layers_.begin()),
      whole_batches_ ? bytes * numbers_of(*largest) : 0,
      kind_ == ModelKind::kDense ? "training.batch_size" : "training.batch_size or model.channels"};
}

// The images as they are and as they become, and the two coordinates that each pixel comes from.
TrainingMemory::Part TrainingMemory::augmentation() const {
  Part part{true, "a batch while it is augmented", 0, 0, 0, "training.batch_size"};
  if (!augmentation_.changes_anything()) return part;
  const double channels = static_cast<double>(image_shape_[0]);
  const double coordinates = augmentation_.moves_pixels() ? 2 : 0;
  part.bytes = static_cast<double>(views_ * batch_size_) * kFloatBytes *
               (2 * channels + coordinates) *
               static_cast<double>(image_shape_[1] * image_shape_[2]);
  return part;
}

// Of each view with each other one, and as much on the way to the sums of their exponentials.
TrainingMemory::Part TrainingMemory::cosines() const {
  Part part{true, "the cosines of a batch's views with each other", 0, 0, 0, "training.batch_size"};
  if (views_ > 1) part.bytes = 2 * bytes_of_cosines();
  return part;
}

double TrainingMemory::bytes_of_cosines() const {
  const auto views = static_cast<double>(views_ * batch_size_);
  return kFloatBytes * views * views;
}

std::string TrainingMemory::described(const Part& part) const {
  if (part.largest_bytes == 0) return fmt::format("{}: {}", part.what, readable_bytes(part.bytes));
  return fmt::format("{}: {}, {} of it for {}", part.what, readable_bytes(part.bytes),
                     readable_bytes(part.largest_bytes), layers_[part.largest_layer].name);
}

void TrainingMemory::require_within(const MemoryLimit& limit) const {
  for (const Part& part : {weights(), batch(), augmentation(), cosines()}) {
    if (part.bytes <= limit.bytes) continue;
    throw run_error(fmt::format(
        "out of memory: this training takes more than is left of {} ({}): {}{}. Lower {}",
        limit.whose, readable_bytes(limit.bytes), described(part),
        part.of_batch ? " (of " + batch_name() + ")" : "", part.to_lower));
  }
}

// For which layer, where one of them needs just that much.
std::string TrainingMemory::asked_for(double bytes) const {
  if (views_ > 1 && bytes == bytes_of_cosines())
    return ", the cosines of " + counted(views_ * batch_size_, "view", "views") +
           " with each other";
  for (const LayerSize& layer : layers_) {
    if (bytes == kFloatBytes * numbers_of(layer))
      return fmt::format(", the output of {} for a batch of {}", layer.name, batch_name());
    // With or without its bias.
    const auto parameters = static_cast<double>(layer.parameters);
    if (bytes <= kFloatBytes * parameters && bytes > 0.9 * kFloatBytes * parameters)
      return fmt::format(", as much as the weights of {}", layer.name);
  }
  return "";
}

std::string TrainingMemory::out_of(const std::string& report) const {
  const std::string which = asked_for(bytes_asked_for(report).value_or(0));
  std::string message = out_of_memory(report) + which + ". Training takes at least";
  for (const Part& part : {weights(), batch(), augmentation(), cosines()}) {
    if (part.bytes > 0) message += fmt::format("\n  {}", described(part));
  }
  return fmt::format("{}\nLower {}{}, or free memory", message,
                     batch().bytes + augmentation().bytes > 0 ? "training.batch_size, " : "",
                     weights().to_lower);
}

void TrainingMemory::rethrow_explained() const {
  try {
    throw;
  } catch (const std::bad_alloc& error) {
    throw run_error(out_of(error.what()));
  } catch (const c10::Error& error) {
    const std::string report = error.what_without_backtrace();
    if (!is_of_memory(report)) throw;
    throw run_error(out_of(report));
  }
}

}  // namespace codegrid
