#include "job/init/model_advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

#include "core/progress.hpp"
#include "core/text_table.hpp"
#include "job/training_memory.hpp"
#include "model/families.hpp"

namespace codegrid {
namespace {

// Multiplications of a forward pass that a core does in a second while it trains, those of the way
// back not counted: by an epoch of configs/mnist.json and one of configs/mnist-conv.json (README,
// "How fast").
constexpr double kDenseRate = 1.5e10;
constexpr double kConvolutionRate = 3.5e9;

constexpr std::int64_t kDenseValues = 1024;          // of an image: up to 32 x 32 in grey
constexpr double kMostSecondsOfConvolutions = 3600;  // of the fewest epochs
constexpr std::int64_t kKernel = 3;
constexpr std::int64_t kLeastCode = 2;
constexpr std::int64_t kMostDenseBatch = 2048;
constexpr std::int64_t kMostBatchOfConvolutions = 256;
constexpr std::int64_t kUsualLeastBatch = 8;

// Of the memory that is left, for the weights and as much for a batch: both figures are the least
// that is taken, and the data and the libraries take some, too.
constexpr double kRoom = 0.25;

std::int64_t values_of(const TrainingFacts& facts) {
  return facts.channels * facts.height * facts.width;
}

double room(const TrainingFacts& facts) { return kRoom * facts.memory.bytes; }

std::string memory_left(const TrainingFacts& facts) {
  return fmt::format("{} are left of {}", readable_bytes(facts.memory.bytes), facts.memory.whose);
}

TrainingMemory memory_of(const TrainingFacts& facts, const ModelOptions& model,
                         std::int64_t batch_size) {
  TrainingOptions training;
  training.batch_size = batch_size;
  return {make_architecture({facts.channels, facts.height, facts.width}, model), model.kind,
          training, facts.trained, model.kind != ModelKind::kDense};
}

// Of the encoder's levels and its code, and as much again for the decoder.
double multiplications_of(const TrainingFacts& facts, const ModelOptions& model) {
  double sum = 0;
  auto area = static_cast<double>(facts.height * facts.width);
  auto seen = static_cast<double>(facts.channels);
  if (model.kind == ModelKind::kConvolutional) {
    const bool strided = model.convolutional.downsampling == Downsampling::kStride;
    for (const std::int64_t channels : model.convolutional.channels) {
      sum += area * seen * static_cast<double>(channels * kKernel * kKernel) / (strided ? 4 : 1);
      seen = static_cast<double>(channels);
      area /= 4;
    }
  }
  return 2 * (sum + area * seen * static_cast<double>(model.code));
}

double seconds_of_epoch(const TrainingFacts& facts, const ModelOptions& model) {
  const double rate = model.kind == ModelKind::kDense ? kDenseRate : kConvolutionRate;
  return static_cast<double>(facts.images) * multiplications_of(facts, model) /
         (rate * facts.cores);
}

// A power of two that makes some sixty steps of an epoch, within what the model is fast with.
std::int64_t usual_batch(const TrainingFacts& facts, std::int64_t most) {
  const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(1, facts.images / 60));
  return std::clamp(static_cast<std::int64_t>(std::bit_floor(wanted)), kUsualLeastBatch, most);
}

std::string why_batch(const TrainingFacts& facts) {
  return fmt::format("Images a step, for {} to train on.",
                     counted(facts.images, "image", "images"));
}

// The usual width of the code, or as many times half of that as leaves its weights room.
ModelAdvice dense_model(const TrainingFacts& facts, std::string why) {
  ModelAdvice advice;
  ModelOptions& model = advice.model;
  const std::int64_t usual = values_of(facts) <= kDenseValues ? 36 : 64;
  const auto weights = [&] { return memory_of(facts, model, 1).weight_bytes(); };
  model.code = usual;
  const double of_usual = weights();
  while (weights() > room(facts) && model.code / 2 >= kLeastCode) model.code /= 2;
  if (model.code < usual) {
    why += fmt::format(
        " With a code of {}, the training would take {} or more for its weights, and "
        "{}.",
        usual, readable_bytes(of_usual), memory_left(facts));
  }
  if (weights() > room(facts)) {
    advice.problem = fmt::format(
        "images of {1} x {2} are too large to be trained on here: the weights of the smallest "
        "model take {0} or more, and {3}; make the images smaller, or train where there is more "
        "memory",
        readable_bytes(weights()), facts.height, facts.width, memory_left(facts));
  }
  advice.batch_size = usual_batch(facts, kMostDenseBatch);
  advice.seconds = seconds_of_epoch(facts, model);
  advice.why_model = std::move(why);
  advice.why_batch = why_batch(facts);
  return advice;
}

// As many as halving leaves a kernel's worth of pixels to.
std::int64_t most_levels(const TrainingFacts& facts) {
  std::int64_t levels = 0;
  for (std::int64_t side = std::min(facts.height, facts.width); side > kKernel; side /= 2) ++levels;
  return levels;
}

std::int64_t usual_levels(const TrainingFacts& facts) {
  const std::int64_t wanted = std::max(facts.height, facts.width) > 32 ? 3 : 2;
  return std::min(wanted, most_levels(facts));
}

// Of 16, 32, 64, 64, ... channels.
ModelOptions convolutions(const TrainingFacts& facts, std::int64_t levels,
                          Downsampling downsampling, std::int64_t batch_size) {
  ModelOptions model;
  model.kind = ModelKind::kConvolutional;
  model.code = 64;
  model.convolutional.channels.clear();
  for (std::int64_t level = 0; level < levels; ++level)
    model.convolutional.channels.push_back(level < 2 ? 16 << level : 64);
  model.convolutional.downsampling = downsampling;
  // Means and variances of few images are none to go by.
  model.convolutional.batch_norm = facts.images >= kFewImages && batch_size >= kUsualLeastBatch;
  return model;
}

void explain(const TrainingFacts& facts, std::int64_t usual_size, ModelAdvice& advice) {
  const auto levels = std::ssize(advice.model.convolutional.channels);
  const ModelOptions usual =
      convolutions(facts, usual_levels(facts), Downsampling::kPool, usual_size);
  advice.why_model = fmt::format(
      "{} an image: convolutions, which find the same thing at any place. Each of the {} levels "
      "halves height and width.",
      counted(values_of(facts), "value", "values"), levels);
  if (levels > usual_levels(facts)) {
    advice.why_model += fmt::format(
        " With {} levels, the training would take {} or more for its weights, and {}.",
        usual_levels(facts), readable_bytes(memory_of(facts, usual, usual_size).weight_bytes()),
        memory_left(facts));
  }
  if (advice.model.convolutional.downsampling == Downsampling::kStride)
    advice.why_downsampling = "Convolutions of stride 2 take less memory than pooling does.";
  advice.why_batch = why_batch(facts);
  if (advice.batch_size < usual_size) {
    ModelOptions same = advice.model;
    same.convolutional.batch_norm = usual.convolutional.batch_norm;
    advice.why_batch += fmt::format(
        " A batch of {} would take {} or more on its way through the layers, and {}.", usual_size,
        readable_bytes(memory_of(facts, same, usual_size).batch_bytes()), memory_left(facts));
  }
}

// The usual model where it has room; else more levels for the weights, and smaller batches or
// strides for a batch. Nothing where none of them has room.
std::optional<ModelAdvice> convolutional_model(const TrainingFacts& facts) {
  const std::int64_t usual_size = usual_batch(facts, kMostBatchOfConvolutions);
  for (const Downsampling downsampling : {Downsampling::kPool, Downsampling::kStride}) {
    for (std::int64_t levels = usual_levels(facts); levels <= most_levels(facts); ++levels) {
      const ModelOptions widest = convolutions(facts, levels, downsampling, usual_size);
      if (memory_of(facts, widest, usual_size).weight_bytes() > room(facts)) continue;
      for (std::int64_t size = usual_size; size >= 1; size /= 2) {
        ModelAdvice advice;
        advice.model = convolutions(facts, levels, downsampling, size);
        advice.batch_size = size;
        if (memory_of(facts, advice.model, size).batch_bytes() > room(facts)) continue;
        advice.seconds = seconds_of_epoch(facts, advice.model);
        explain(facts, usual_size, advice);
        return advice;
      }
      break;  // a deeper one takes no less for a batch
    }
  }
  return std::nullopt;
}

// Where none has room: of the one that takes least.
std::string why_no_convolutions(const TrainingFacts& facts) {
  const TrainingMemory least =
      memory_of(facts, convolutions(facts, most_levels(facts), Downsampling::kStride, 1), 1);
  const bool by_weights = least.weight_bytes() > room(facts);
  return fmt::format("Dense, since {} {} or more{}, and {}.",
                     by_weights ? "the weights of convolutions take" : "a single image takes",
                     readable_bytes(by_weights ? least.weight_bytes() : least.batch_bytes()),
                     by_weights ? "" : " on its way through convolutions", memory_left(facts));
}

ModelAdvice model_of_kind(const TrainingFacts& facts) {
  const std::int64_t values = values_of(facts);
  if (values <= kDenseValues) {
    return dense_model(facts, fmt::format("{} an image: a dense layer to the code is enough for so "
                                          "few, and fast.",
                                          counted(values, "value", "values")));
  }
  if (usual_levels(facts) == 0)
    return dense_model(facts, "Dense: the images are too low or too narrow for convolutions.");
  const ModelOptions usual =
      convolutions(facts, usual_levels(facts), Downsampling::kPool, kUsualLeastBatch);
  const double least = kFewestEpochs * seconds_of_epoch(facts, usual);
  if (least > kMostSecondsOfConvolutions) {
    return dense_model(
        facts,
        fmt::format("Dense, since {} epochs of a convolutional model would take about {} on "
                    "{} of this machine; on a GPU, try \"kind\": \"convolutional\".",
                    kFewestEpochs, readable_seconds(least), counted(facts.cores, "core", "cores")));
  }
  if (std::optional<ModelAdvice> advice = convolutional_model(facts)) return *std::move(advice);
  return dense_model(facts, why_no_convolutions(facts));
}

}  // namespace

ModelAdvice advise_model(const TrainingFacts& facts) {
  ModelAdvice advice = model_of_kind(facts);
  // With so few, a code of relu may become all zeros.
  if (facts.images < kFewImages) advice.model.activation = Activation::kElu;
  return advice;
}

}  // namespace codegrid
