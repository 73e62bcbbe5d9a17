#include "job/init/training_advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "core/progress.hpp"
#include "core/text_table.hpp"

namespace codegrid {
namespace {

// Multiplications of a forward pass that a core does in a second while it trains, those of the way
// back not counted: by an epoch of configs/mnist.json and one of configs/mnist-conv.json (README,
// "How fast").
constexpr double kDenseRate = 1.5e10;
constexpr double kConvolutionRate = 3.5e9;

constexpr std::int64_t kDenseValues = 1024;  // of an image: up to 32 x 32 in grey
constexpr double kMostSeconds = 600;         // of a whole training, if it goes on to the last epoch
constexpr double kMostSecondsOfConvolutions = 3600;  // of the fewest epochs
constexpr std::int64_t kFewestEpochs = 5;
constexpr std::int64_t kMostEpochs = 200;
constexpr std::int64_t kFewImages = 100;
constexpr std::int64_t kUsualNeighbors = 15;
constexpr std::int64_t kKernel = 3;

struct ModelAdvice {
  std::vector<std::int64_t> channels{};  // of the levels; empty: dense
  std::int64_t code = 36;
  double multiplications = 0;  // of an image, forward
  std::string why{};
};

std::int64_t values_of(const TrainingFacts& facts) {
  return facts.channels * facts.height * facts.width;
}

// As many of {16, 32, 64} as the image has levels for: the last one sees four pixels or more.
std::vector<std::int64_t> level_channels(const TrainingFacts& facts) {
  const std::int64_t longer = std::max(facts.height, facts.width);
  const std::size_t wanted = longer > 32 ? 3 : 2;
  std::vector<std::int64_t> channels;
  std::int64_t side = std::min(facts.height, facts.width);
  for (std::int64_t next = 16; channels.size() < wanted && side > kKernel; next *= 2) {
    channels.push_back(next);
    side /= 2;
  }
  return channels;
}

// Of the encoder's levels and its code, and as much again for the decoder.
double multiplications_of(const TrainingFacts& facts, const std::vector<std::int64_t>& channels,
                          std::int64_t code) {
  double sum = 0;
  auto area = static_cast<double>(facts.height * facts.width);
  auto seen = static_cast<double>(facts.channels);
  for (const std::int64_t each : channels) {
    sum += area * seen * static_cast<double>(each) * kKernel * kKernel;
    seen = static_cast<double>(each);
    area /= 4;
  }
  return 2 * (sum + area * seen * static_cast<double>(code));
}

double seconds_of_epoch(const TrainingFacts& facts, const ModelAdvice& model) {
  const double rate = model.channels.empty() ? kDenseRate : kConvolutionRate;
  return static_cast<double>(facts.images) * model.multiplications / (rate * facts.cores);
}

ModelAdvice dense_model(const TrainingFacts& facts, const std::string& why) {
  ModelAdvice model;
  model.code = values_of(facts) <= kDenseValues ? 36 : 64;
  model.multiplications = multiplications_of(facts, {}, model.code);
  model.why = why;
  return model;
}

ModelAdvice advise_model(const TrainingFacts& facts) {
  const std::int64_t values = values_of(facts);
  if (values <= kDenseValues) {
    return dense_model(facts, fmt::format("{} an image: a dense layer to the code is enough for so "
                                          "few, and fast.",
                                          counted(values, "value", "values")));
  }
  ModelAdvice model;
  model.channels = level_channels(facts);
  model.code = 64;
  if (model.channels.empty())
    return dense_model(facts, "Dense: the images are too low or too narrow for convolutions.");
  model.multiplications = multiplications_of(facts, model.channels, model.code);
  const double least = kFewestEpochs * seconds_of_epoch(facts, model);
  if (least > kMostSecondsOfConvolutions) {
    return dense_model(
        facts,
        fmt::format("Dense, since {} epochs of a convolutional model would take about {} on "
                    "{} of this machine; on a GPU, try \"kind\": \"convolutional\".",
                    kFewestEpochs, readable_seconds(least), counted(facts.cores, "core", "cores")));
  }
  model.why = fmt::format(
      "{} an image: convolutions, which find the same thing at any place. Each of the {} levels "
      "halves height and width.",
      counted(values, "value", "values"), model.channels.size());
  return model;
}

// Means and variances of few images are none to go by.
bool has_batch_norm(const TrainingFacts& facts, const ModelAdvice& model) {
  return !model.channels.empty() && facts.images >= kFewImages;
}

ConfigEntry model_section(const TrainingFacts& facts, const ModelAdvice& model) {
  std::vector<ConfigEntry> entries;
  if (model.channels.empty()) {
    entries.push_back({"kind", "dense"});
  } else {
    entries.push_back({"kind", "convolutional"});
    entries.push_back({"channels", model.channels});
    if (has_batch_norm(facts, model)) entries.push_back({"batch_norm", true});
  }
  entries.push_back({"code",
                     model.code,
                     {},
                     "Numbers that are left of an image: more keep more of its detail, fewer more "
                     "of what it has in common with others."});
  if (facts.images < kFewImages) {
    entries.push_back({"activation",
                       "elu",
                       {},
                       "With so few images, a code of relu may become all zeros, which has no "
                       "neighbors; one of elu does not."});
  }
  return {"model", {}, std::move(entries), model.why};
}

// A power of two that makes some sixty steps of an epoch, within what the model is fast with; or
// the next number that does not leave a last batch of one image, which batch norm refuses.
std::int64_t batch_size_of(const TrainingFacts& facts, const ModelAdvice& model) {
  const std::int64_t most = model.channels.empty() ? 2048 : 256;
  const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(1, facts.images / 60));
  std::int64_t size =
      std::clamp(static_cast<std::int64_t>(std::bit_floor(wanted)), std::int64_t{8}, most);
  while (has_batch_norm(facts, model) && facts.trained % size == 1) ++size;
  return size;
}

struct EpochAdvice {
  std::int64_t epochs = kFewestEpochs;
  std::string why{};
};

EpochAdvice advise_epochs(const TrainingFacts& facts, const ModelAdvice& model,
                          std::int64_t batch_size) {
  const double wanted_steps = model.channels.empty() ? 4000 : 2000;
  const double steps =
      std::ceil(static_cast<double>(facts.trained) / static_cast<double>(batch_size));
  const double seconds = seconds_of_epoch(facts, model);
  const double by_steps = std::ceil(wanted_steps / steps);
  const double by_time = std::floor(kMostSeconds / seconds);
  const double epochs =
      std::clamp(std::min(by_steps, by_time), double{kFewestEpochs}, double{kMostEpochs});
  const double all = epochs * seconds;
  return {static_cast<std::int64_t>(epochs),
          fmt::format("At most; of {} each, in all {} on {} of this machine (a guess), "
                      "and less where it stops early. {}",
                      counted(static_cast<std::int64_t>(steps), "step", "steps"),
                      all < 10 ? "some seconds" : fmt::format("about {}", readable_seconds(all)),
                      counted(facts.cores, "core", "cores"),
                      by_time < by_steps ? "More make the codes better, if there is time."
                                         : "More are seldom of use.")};
}

ConfigEntry early_stopping(const TrainingFacts& facts) {
  const bool few = !facts.validates_on_own && facts.images < kFewImages;
  std::vector<ConfigEntry> entries;
  entries.push_back(
      {"monitor",
       few ? "train_loss" : "val_loss",
       {},
       few ? fmt::format("Of {} a tenth, which is held out for validation, is too few "
                         "to go by.",
                         counted(facts.images, "image", "images"))
           : ""});
  entries.push_back({"restore_best", true, {}, "The encoder is that of the best epoch."});
  return {"early_stopping", {}, std::move(entries)};
}

ConfigEntry training_section(const TrainingFacts& facts, const ModelAdvice& model) {
  const std::int64_t batch_size = batch_size_of(facts, model);
  const EpochAdvice epochs = advise_epochs(facts, model, batch_size);
  std::vector<ConfigEntry> entries;
  entries.push_back({"epochs", epochs.epochs, {}, epochs.why});
  entries.push_back({"batch_size",
                     batch_size,
                     {},
                     fmt::format("Images a step, for {} to train on.",
                                 counted(facts.images, "image", "images"))});
  if (seconds_of_epoch(facts, model) < 1) {
    entries.push_back(
        {"checkpoint_epochs",
         10,
         {},
         "An epoch takes less than a second: a checkpoint after each would cost more."});
  }
  entries.push_back(early_stopping(facts));
  return {"training", {}, std::move(entries)};
}

ConfigEntry clustering_section(const TrainingFacts& facts) {
  std::vector<ConfigEntry> entries;
  entries.push_back({"method", "graph"});
  entries.push_back({"k", "auto", {}, "Or the number of groups that you want."});
  if (facts.images < 4 * kUsualNeighbors) {
    entries.push_back({"neighbors",
                       std::max<std::int64_t>(1, facts.images / 4),
                       {},
                       fmt::format("A quarter of the {}; {} is usual, where there are more.",
                                   counted(facts.images, "image", "images"), kUsualNeighbors)});
  }
  return {"clustering",
          {},
          std::move(entries),
          "The graph of nearest neighbors finds the number of groups itself."};
}

}  // namespace

std::vector<ConfigEntry> advise_training(const TrainingFacts& facts) {
  const ModelAdvice model = advise_model(facts);
  return {model_section(facts, model), training_section(facts, model), clustering_section(facts)};
}

}  // namespace codegrid
