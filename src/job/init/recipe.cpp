#include "job/init/recipe.hpp"

#include <c10/util/Exception.h>

#include <array>
#include <utility>

namespace codegrid {
namespace {

// Of each level, from the image on.
constexpr std::array<std::int64_t, kRecipeLevels> kChannels{32, 64, 64};

std::vector<std::int64_t> channels_of(const RecipeChoices& choices) {
  TORCH_CHECK(choices.levels >= 1 && choices.levels <= kRecipeLevels);
  return {kChannels.begin(), kChannels.begin() + choices.levels};
}

ConfigEntry optimizer(double learning_rate) {
  return {"optimizer",
          {},
          {{"name", "adamw"}, {"learning_rate", learning_rate}, {"weight_decay", 1e-4}}};
}

// Of an encoder, after `first` of its own.
ConfigEntry training_section(ConfigEntry first, const RecipeAmount& amount, double learning_rate) {
  std::vector<ConfigEntry> entries{std::move(first)};
  entries.push_back({"epochs", amount.epochs, {}, amount.why});
  entries.push_back({"batch_size", amount.batch_size});
  if (amount.checkpoint_epochs > 1)
    entries.push_back({"checkpoint_epochs", amount.checkpoint_epochs});
  entries.push_back({"precision", "auto"});
  entries.push_back(optimizer(learning_rate));
  entries.push_back({"schedule", {}, {{"kind", "one_cycle"}, {"rise", 0.2}}});
  entries.push_back({"early_stopping", {}, {{"monitor", "none"}}});
  return {"training", {}, std::move(entries)};
}

ConfigEntry contrastive_encoder(const RecipeChoices& choices) {
  return {"",
          {},
          {{"name", "contrastive"},
           {"model",
            {},
            {{"kind", "convolutional"},
             {"channels", channels_of(choices), {}, choices.why_levels},
             {"hidden", {128}},
             {"batch_norm", true},
             {"downsampling", "pool_early"},
             {"code", 64},
             {"code_activation", "linear"}}},
           {"augmentation", {}, {{"preset", name_of(choices.preset), {}, choices.why_preset}}},
           training_section({"objective", {}, {{"kind", "contrastive"}, {"temperature", 0.2}}},
                            choices.contrastive, 0.003)},
          "Tells images apart: two augmented views of one have codes that point the same way."};
}

ConfigEntry dense_encoder(const RecipeChoices& choices) {
  return {"",
          {},
          {{"name", "dense"},
           {"model",
            {},
            {{"kind", "dense"},
             {"hidden", {500, 500, 2000}},
             {"code", 10},
             {"code_activation", "linear"}}},
           {"augmentation", {}, {{"preset", name_of(choices.preset)}, {"strength", 0.67}}},
           training_section({"loss", "mean_squared_error"}, choices.dense, 0.002)},
          "Keeps of an image what it takes to draw it again."};
}

}  // namespace

RecipeAmount usual_contrastive_amount() { return {6, 512}; }
RecipeAmount usual_dense_amount() { return {15, 256}; }
RecipeAmount usual_student_amount() { return {6, 512}; }

std::string name_of(AugmentationPreset preset) {
  switch (preset) {
    case AugmentationPreset::kHandwriting:
      return "handwriting";
    case AugmentationPreset::kObjects:
      return "objects";
    case AugmentationPreset::kNone:
      break;
  }
  return "none";
}

ConfigEntry recipe_encoders(const RecipeChoices& choices, const std::string& why) {
  return {"encoders", {}, {}, why, {contrastive_encoder(choices), dense_encoder(choices)}};
}

ConfigEntry recipe_refinement(const RecipeChoices& choices, std::int64_t k,
                              const std::string& why_k) {
  const RecipeAmount usual = usual_student_amount();
  const RecipeAmount& amount = choices.students;
  std::vector<ConfigEntry> entries{{"k", k, {}, why_k}};
  entries.push_back({"augmentation", {}, {{"preset", name_of(choices.preset)}}});
  if (choices.levels < kRecipeLevels)
    entries.push_back({"student", {}, {{"channels", channels_of(choices)}}});
  std::vector<ConfigEntry> training;
  if (amount.epochs != usual.epochs) training.push_back({"epochs", amount.epochs, {}, amount.why});
  if (amount.batch_size != usual.batch_size) training.push_back({"batch_size", amount.batch_size});
  if (amount.checkpoint_epochs != usual.checkpoint_epochs)
    training.push_back({"checkpoint_epochs", amount.checkpoint_epochs});
  if (!training.empty()) entries.push_back({"training", {}, std::move(training)});
  return {"refinement",
          {},
          std::move(entries),
          "Students learn the images whose neighbors agree; the last one that is kept is the run's "
          "encoder, and names the groups."};
}

}  // namespace codegrid
