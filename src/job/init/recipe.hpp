#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/augmentation_options.hpp"
#include "job/init/config_text.hpp"

namespace codegrid {

/// How long one net of the recipe trains.
struct RecipeAmount {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 1;
  std::int64_t checkpoint_epochs = 1;
  std::string why{};  ///< Empty where it is the usual one.
};

// The recipe's own, which are for as many images.
inline constexpr std::int64_t kRecipeImages = 70'000;
inline constexpr std::int64_t kRecipeLevels = 3;  ///< Of convolutions, in encoder and students.
inline constexpr std::int64_t kRecipeKernel = 3;  ///< Side of these.
inline constexpr double kRecipeHoldout = 0.01;    ///< Share of the images, which are grouped too.
RecipeAmount usual_contrastive_amount();
RecipeAmount usual_dense_amount();
RecipeAmount usual_student_amount();

/// What differs between one set of images and another in the recipe.
struct RecipeChoices {
  AugmentationPreset preset = AugmentationPreset::kObjects;
  std::string why_preset{};
  std::int64_t levels = kRecipeLevels;  ///< 1 to kRecipeLevels: small images halve less often.
  std::string why_levels{};
  RecipeAmount contrastive = usual_contrastive_amount();
  RecipeAmount dense = usual_dense_amount();
  RecipeAmount students = usual_student_amount();
};

/// The recipe of configs/mnist-best.json, fashion-best.json and images-best.json, which a test
/// holds to be the same: a contrastive convolutional encoder and a dense autoencoder.
///   why: of both together.
ConfigEntry recipe_encoders(const RecipeChoices& choices, const std::string& why);

/// Its other section: students that learn `k` groups of the encoders' codes.
///   why_k: of the number.
ConfigEntry recipe_refinement(const RecipeChoices& choices, std::int64_t k,
                              const std::string& why_k);

/// As a config says it: "handwriting".
std::string name_of(AugmentationPreset preset);

}  // namespace codegrid
