#include "job/init/recipe_advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "config/job_config.hpp"
#include "core/progress.hpp"
#include "core/text_table.hpp"
#include "data/batches.hpp"
#include "job/init/recipe.hpp"
#include "job/init/recipe_cost.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kFewestOfRecipe = 1'000;  // images: of fewer, batches have few to compare
constexpr std::int64_t kFewestLevels = 2;
constexpr std::int64_t kFewestOfGroup = 30;  // twice as many as the neighbors of each
constexpr std::int64_t kMostGroups = 1'000;  // what refinement.k takes
constexpr std::int64_t kLeastBatch = 32;
constexpr std::int64_t kMostEpochsOfRecipe = 200;
constexpr std::int64_t kLeastEpochsOfRecipe = 2;
constexpr double kMostSecondsOfRecipe = 2 * 3600;

// What is left of them for an epoch.
std::int64_t trained_of(const TrainingFacts& facts) {
  if (facts.validates_on_own) return facts.trained;
  const auto held_out =
      static_cast<std::int64_t>(std::llround(kRecipeHoldout * static_cast<double>(facts.images)));
  return facts.images - std::clamp<std::int64_t>(held_out, 1, facts.images - 1);
}

// As many steps as the usual amount makes of the recipe's own images; where the images are more
// than half and less than twice as many, the usual epochs.
RecipeAmount amount_for(const RecipeAmount& usual, std::int64_t trained) {
  RecipeAmount amount = usual;
  const auto quarter = static_cast<std::uint64_t>(std::max<std::int64_t>(1, trained / 4));
  amount.batch_size =
      std::clamp(static_cast<std::int64_t>(std::bit_floor(quarter)), kLeastBatch, usual.batch_size);
  const auto steps = [](std::int64_t images, const RecipeAmount& of) {
    return static_cast<double>(count_batches(images, of.batch_size, /*joins_last_of_one=*/true));
  };
  const double times = steps(kRecipeImages, usual) / steps(trained, amount);
  if (times > 0.5 && times < 2) return amount;
  const auto wanted = static_cast<std::int64_t>(
      std::round((times < 1 ? times : std::floor(times)) * static_cast<double>(usual.epochs)));
  amount.epochs = std::clamp(wanted, kLeastEpochsOfRecipe, kMostEpochsOfRecipe);
  amount.checkpoint_epochs = std::max<std::int64_t>(1, amount.epochs / usual.epochs);
  amount.why = wanted > kMostEpochsOfRecipe
                   ? fmt::format("Of {} images, {} are enough; more than {} are seldom of use.",
                                 with_commas(kRecipeImages), usual.epochs, kMostEpochsOfRecipe)
                   : fmt::format("About as many steps as {} epochs of {} images make.",
                                 usual.epochs, with_commas(kRecipeImages));
  return amount;
}

// As often as halving leaves a kernel's worth of pixels.
std::int64_t levels_of(const TrainingFacts& facts) {
  std::int64_t levels = 0;
  for (std::int64_t side = std::min(facts.height, facts.width);
       side >= kRecipeKernel && levels < kRecipeLevels; side /= 2)
    ++levels;
  return levels;
}

RecipeChoices choices_for(const TrainingFacts& facts) {
  const std::int64_t trained = trained_of(facts);
  RecipeChoices choices;
  choices.preset = facts.preset.preset;
  choices.why_preset = facts.preset.why;
  choices.levels = levels_of(facts);
  if (choices.levels < kRecipeLevels) {
    choices.why_levels = fmt::format("{} levels, not {}, as each halves height and width.",
                                     choices.levels, kRecipeLevels);
  }
  choices.contrastive = amount_for(usual_contrastive_amount(), trained);
  choices.dense = amount_for(usual_dense_amount(), trained);
  choices.students = amount_for(usual_student_amount(), trained);
  return choices;
}

// Why the labels do not say how many groups to refine; empty where they do.
std::string why_unrefined(const TrainingFacts& facts) {
  if (facts.labels < 2) {
    return facts.labels == 0 ? "No labels say how many groups there may be"
                             : "All images have one label, which is no number of groups";
  }
  if (facts.labels > kMostGroups || facts.images < kFewestOfGroup * facts.labels) {
    return fmt::format("{} of {} are too few images of each for groups of that number",
                       counted(facts.images, "image", "images"),
                       counted(facts.labels, "label", "labels"));
  }
  return "";
}

// With what is to be written instead once the number is known.
ConfigEntry clustering_of_both(const RecipeChoices& choices, const std::string& why) {
  ConfigEntry refinement = recipe_refinement(choices, 10, "");
  return {
      "clustering",
      {},
      {{"method", "graph"}, {"k", "auto", {}, "Or the number of groups that you want."}},
      fmt::format("{}: the graph of both encoders finds a number itself. Groups become better "
                  "by a refinement, once you know how many you want. For it, write in the place "
                  "of this section, with your number as k:\n\"refinement\":{}",
                  why, plain_value(refinement).dump())};
}

std::vector<ConfigEntry> sections_of(const TrainingFacts& facts, const RecipeChoices& choices,
                                     const std::string& why) {
  std::vector<ConfigEntry> sections{recipe_encoders(choices, why)};
  if (const std::string unknown = why_unrefined(facts); !unknown.empty()) {
    sections.push_back(clustering_of_both(choices, unknown));
  } else {
    sections.push_back(recipe_refinement(
        choices, facts.labels,
        "As many groups as there are labels; nothing else is taken from those. Or the number of "
        "groups that you want."));
  }
  return sections;
}

// As the training will read it.
JobConfig job_of(std::vector<ConfigEntry> sections) {
  sections.push_back({"data", {}, {{"root", "."}}});
  return parse_job(config_text(sections, ""), "-", {});
}

std::string on_cores(const TrainingFacts& facts) {
  return counted(facts.cores, "core", "cores") + " of this machine";
}

std::string why_too_little(const TrainingFacts& facts) {
  if (facts.images < kFewestOfRecipe) {
    return fmt::format("two encoders and a refinement of their groups take {} images or more",
                       with_commas(kFewestOfRecipe));
  }
  if (levels_of(facts) < kFewestLevels) {
    return fmt::format("a contrastive encoder beside it takes images of {0} x {0} or more",
                       2 * kRecipeKernel);
  }
  return "";
}

RecipeAdvice not_proposed(const std::string& why) {
  RecipeAdvice advice;
  advice.why_not = why;
  return advice;
}

}  // namespace

RecipeAdvice advise_recipe(const TrainingFacts& facts) {
  if (const std::string why = why_too_little(facts); !why.empty()) return not_proposed(why);
  const RecipeChoices choices = choices_for(facts);
  const JobConfig job = job_of(sections_of(facts, choices, ""));
  const std::int64_t trained = trained_of(facts);
  if (const std::string over = recipe_over_memory(job, facts, trained); !over.empty())
    return not_proposed("of the two of configs/images-best.json, " + over);
  RecipeAdvice advice;
  advice.seconds = recipe_seconds(job, facts, trained);
  const std::string time = readable_seconds(advice.seconds);
  if (advice.seconds > kMostSecondsOfRecipe) {
    return not_proposed(fmt::format(
        "the two of configs/images-best.json with their refinement would take about {} on {} (a "
        "guess); smaller images take less, and so does a GPU",
        time, on_cores(facts)));
  }
  const std::string last =
      job.refinement ? fmt::format("students that learn {} groups", with_commas(job.refinement->k))
                     : "the graph of both";
  advice.plan =
      fmt::format("two encoders, and {}; {} to train on {} (a guess)", last,
                  advice.seconds < 10 ? "some seconds" : "about " + time, on_cores(facts));
  advice.sections = sections_of(
      facts, choices,
      fmt::format("The recipe of configs/images-best.json: two encoders that see an image in "
                  "different ways find groups together that neither finds alone. In all it trains "
                  "for {} on {}: a guess.",
                  advice.seconds < 10 ? "some seconds" : "about " + time, on_cores(facts)));
  return advice;
}

}  // namespace codegrid
