#include "job/init/training_advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/progress.hpp"
#include "core/text_table.hpp"
#include "data/batches.hpp"
#include "job/init/model_advice.hpp"

namespace codegrid {
namespace {

constexpr double kMostSeconds = 600;  // of a whole training, if it goes on to the last epoch
constexpr std::int64_t kMostEpochs = 200;
constexpr std::int64_t kUsualNeighbors = 15;

ConfigEntry model_section(const TrainingFacts& facts, const ModelAdvice& advice) {
  const ModelOptions& model = advice.model;
  std::vector<ConfigEntry> entries;
  if (model.kind == ModelKind::kDense) {
    entries.push_back({"kind", "dense"});
  } else {
    const ConvolutionalOptions& of = model.convolutional;
    entries.push_back({"kind", "convolutional"});
    entries.push_back({"channels", of.channels});
    if (of.downsampling == Downsampling::kStride)
      entries.push_back({"downsampling", "stride", {}, advice.why_downsampling});
    if (of.batch_norm) entries.push_back({"batch_norm", true});
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
  std::string why = advice.why_model;
  if (!advice.problem.empty()) why += "\nWarning: " + advice.problem + ".";
  return {"model", {}, std::move(entries), why};
}

struct EpochAdvice {
  std::int64_t epochs = kFewestEpochs;
  std::string why{};
};

EpochAdvice advise_epochs(const TrainingFacts& facts, const ModelAdvice& advice) {
  const double wanted_steps = advice.model.kind == ModelKind::kDense ? 4000 : 2000;
  const bool joins_last_of_one =
      advice.model.kind == ModelKind::kConvolutional && advice.model.convolutional.batch_norm;
  const auto steps =
      static_cast<double>(count_batches(facts.trained, advice.batch_size, joins_last_of_one));
  const double by_steps = std::ceil(wanted_steps / steps);
  const double by_time = std::floor(kMostSeconds / advice.seconds);
  const double epochs =
      std::clamp(std::min(by_steps, by_time), double{kFewestEpochs}, double{kMostEpochs});
  const double all = epochs * advice.seconds;
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

ConfigEntry training_section(const TrainingFacts& facts, const ModelAdvice& advice) {
  const EpochAdvice epochs = advise_epochs(facts, advice);
  std::vector<ConfigEntry> entries;
  entries.push_back({"epochs", epochs.epochs, {}, epochs.why});
  entries.push_back({"batch_size", advice.batch_size, {}, advice.why_batch});
  if (advice.seconds < 1) {
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

TrainingAdvice advise_training(const TrainingFacts& facts) {
  const ModelAdvice advice = advise_model(facts);
  return {
      {model_section(facts, advice), training_section(facts, advice), clustering_section(facts)},
      advice.problem};
}

}  // namespace codegrid
