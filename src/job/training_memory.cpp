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

namespace codegrid {
namespace {

constexpr double kFloatBytes = 4;
constexpr double kHalfBytes = 2;

double numbers(const LayerSize& layer) {
  return static_cast<double>(c10::multiply_integers(layer.output));
}

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
      batch_size_(largest_batch(images, options.batch_size, has_batch_norm(architecture))),
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
          kind_ == ModelKind::kDense ? "model.hidden or model.code"
                                     : "model.channels, model.kernel or model.code"};
}

TrainingMemory::Part TrainingMemory::batch() const {
  const double bytes = options_.precision == Precision::kBfloat16 ? kHalfBytes : kFloatBytes;
  const auto images = static_cast<double>(batch_size_);
  const auto pixels = static_cast<double>(c10::multiply_integers(image_shape_));
  double all = 0;
  for (const LayerSize& layer : layers_) all += numbers(layer);
  const auto largest = std::ranges::max_element(layers_, {}, numbers);
  return {
      true,
      "a batch on its way through the layers",
      whole_batches_ ? images * (kFloatBytes * pixels + bytes * all) : 0,
      static_cast<std::size_t>(largest - layers_.begin()),
      whole_batches_ ? images * bytes * numbers(*largest) : 0,
      kind_ == ModelKind::kDense ? "training.batch_size" : "training.batch_size or model.channels"};
}

// The images as they are and as they become, and the two coordinates that each pixel comes from.
TrainingMemory::Part TrainingMemory::augmentation() const {
  Part part{true, "a batch while it is augmented", 0, 0, 0, "training.batch_size"};
  if (!augmentation_.changes_anything()) return part;
  const double channels = static_cast<double>(image_shape_[0]);
  const double coordinates = augmentation_.moves_pixels() ? 2 : 0;
  part.bytes = static_cast<double>(batch_size_) * kFloatBytes * (2 * channels + coordinates) *
               static_cast<double>(image_shape_[1] * image_shape_[2]);
  return part;
}

std::string TrainingMemory::described(const Part& part) const {
  if (part.largest_bytes == 0) return fmt::format("{}: {}", part.what, readable_bytes(part.bytes));
  return fmt::format("{}: {}, {} of it for {}", part.what, readable_bytes(part.bytes),
                     readable_bytes(part.largest_bytes), layers_[part.largest_layer].name);
}

void TrainingMemory::require_within(const MemoryLimit& limit) const {
  for (const Part& part : {weights(), batch(), augmentation()}) {
    if (part.bytes <= limit.bytes) continue;
    throw run_error(fmt::format(
        "out of memory: this training takes more than is left of {} ({}): {}{}. Lower {}",
        limit.whose, readable_bytes(limit.bytes), described(part),
        part.of_batch ? " (of " + counted(batch_size_, "image", "images") + ")" : "",
        part.to_lower));
  }
}

// For which layer, where one of them needs just that much.
std::string TrainingMemory::asked_for(double bytes) const {
  for (const LayerSize& layer : layers_) {
    const double output = kFloatBytes * static_cast<double>(batch_size_) * numbers(layer);
    if (bytes == output)
      return fmt::format(", the output of {} for a batch of {}", layer.name,
                         counted(batch_size_, "image", "images"));
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
  for (const Part& part : {weights(), batch(), augmentation()}) {
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
