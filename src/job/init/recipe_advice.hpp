#pragma once

#include <string>

#include "job/init/config_text.hpp"
#include "job/init/training_facts.hpp"

namespace codegrid {

/// What a config says of the recipe (see recipe.hpp), or why it is not proposed.
struct RecipeAdvice {
  /// "encoders"; then "refinement" where the images' labels say how many groups there may be, else
  /// "clustering", which finds a number. Empty where the recipe is not proposed.
  std::vector<ConfigEntry> sections{};
  double seconds = 0;     ///< Of the whole training: a guess.
  std::string plan{};     ///< In words for the terminal.
  std::string why_not{};  ///< What follows "one encoder, since "; empty where it is proposed.
};

/// The recipe for such images, with as many epochs as make the recipe's number of steps of them,
/// where it is worth its time: not of few or tiny images, where memory is short, or where it takes
/// more than two hours.
RecipeAdvice advise_recipe(const TrainingFacts& facts);

}  // namespace codegrid
