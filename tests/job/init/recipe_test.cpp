#include "job/init/recipe.hpp"

#include <gtest/gtest.h>

#include "config/job_config.hpp"

namespace codegrid {
namespace {

namespace fs = std::filesystem;

const fs::path kConfigs = fs::path(CODEGRID_SOURCE_DIR) / "configs";

// What the recipe is of a job: all but its name and its data.
nlohmann::ordered_json recipe_of(const JobConfig& job) {
  nlohmann::ordered_json recipe = job_json(job);
  for (const char* key : {"name", "data"}) recipe.erase(key);
  return recipe;
}

JobConfig job_of(const RecipeChoices& choices, std::int64_t k) {
  std::vector<ConfigEntry> sections{recipe_encoders(choices, ""),
                                    recipe_refinement(choices, k, "")};
  sections.push_back({"data", {}, {{"root", "."}}});
  return parse_job(config_text(sections, ""), "-", {});
}

void put_preset(JobConfig& job, AugmentationPreset preset) {
  for (EncoderConfig& encoder : job.encoders) encoder.augmentation.preset = preset;
  job.refinement.value().augmentation.preset = preset;
}

TEST(Recipe, IsThatOfTheConfigForMnist) {
  RecipeChoices choices;
  choices.preset = AugmentationPreset::kHandwriting;
  EXPECT_EQ(recipe_of(job_of(choices, 10)), recipe_of(load_job(kConfigs / "mnist-best.json", {})));
}

TEST(Recipe, OfEachConfigDiffersInDataAndPresetOnly) {
  const nlohmann::ordered_json mnist = recipe_of(load_job(kConfigs / "mnist-best.json", {}));
  for (const char* name : {"fashion-best.json", "images-best.json"}) {
    JobConfig job = load_job(kConfigs / name, {});
    EXPECT_NE(recipe_of(job), mnist) << name;
    EXPECT_EQ(recipe_of(job), recipe_of(job_of({}, 10))) << name << ": the preset is objects";
    put_preset(job, AugmentationPreset::kHandwriting);
    EXPECT_EQ(recipe_of(job), mnist) << name;
    EXPECT_EQ(job.data.holdout, load_job(kConfigs / "mnist-best.json", {}).data.holdout) << name;
  }
  EXPECT_EQ(load_job(kConfigs / "mnist-best.json", {}).data.holdout, kRecipeHoldout);
}

TEST(Recipe, TakesItsChoicesToEncodersAndStudents) {
  RecipeChoices choices;
  choices.levels = 2;
  choices.contrastive = {60, 128, 10, "Many."};
  choices.dense = {99, 64, 6, ""};
  choices.students = {61, 256, 10, ""};
  const JobConfig job = job_of(choices, 7);
  const EncoderConfig& contrastive = job.encoders.at(0);
  EXPECT_EQ(contrastive.model.convolutional.channels, (std::vector<std::int64_t>{32, 64}));
  EXPECT_EQ(contrastive.training.epochs, 60);
  EXPECT_EQ(contrastive.training.batch_size, 128);
  EXPECT_EQ(contrastive.training.checkpoint_epochs, 10);
  EXPECT_EQ(job.encoders.at(1).training.epochs, 99);
  const RefinementOptions& refinement = job.refinement.value();
  EXPECT_EQ(refinement.k, 7);
  EXPECT_EQ(refinement.student.convolutional.channels, (std::vector<std::int64_t>{32, 64}));
  EXPECT_EQ(refinement.student.hidden, default_student().hidden);
  EXPECT_TRUE(refinement.student.convolutional.batch_norm);
  EXPECT_EQ(refinement.training.epochs, 61);
  EXPECT_EQ(refinement.training.batch_size, 256);
}

}  // namespace
}  // namespace codegrid
