#include "job/init/recipe_cost.hpp"

#include <gmock/gmock.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

JobConfig recipe() {
  return load_job(std::filesystem::path(CODEGRID_SOURCE_DIR) / "configs/mnist-best.json", {});
}

TrainingFacts mnist(int cores, double memory) {
  TrainingFacts facts{70'000, 69'300, 1, 28, 28, false, cores, {memory, "the memory"}};
  facts.bfloat16 = true;
  return facts;
}

TEST(RecipeCost, OfMnistIsSomeSevenMinutesOnTwoCores) {
  const double seconds = recipe_seconds(recipe(), mnist(2, 1e10), 69'300);
  EXPECT_NEAR(seconds, 400, 60);
  EXPECT_DOUBLE_EQ(recipe_seconds(recipe(), mnist(4, 1e10), 69'300), seconds / 2);
}

TEST(RecipeCost, GrowsWithImagesEpochsPixelsAndLessPrecision) {
  const double usual = recipe_seconds(recipe(), mnist(2, 1e10), 69'300);
  EXPECT_DOUBLE_EQ(recipe_seconds(recipe(), mnist(2, 1e10), 2 * 69'300), 2 * usual);
  JobConfig longer = recipe();
  longer.encoders.at(0).training.epochs *= 2;
  EXPECT_GT(recipe_seconds(longer, mnist(2, 1e10), 69'300), 1.2 * usual);
  TrainingFacts large = mnist(2, 1e10);
  large.height = 56;
  EXPECT_GT(recipe_seconds(recipe(), large, 69'300), 1.8 * usual);
  TrainingFacts without = mnist(2, 1e10);
  without.bfloat16 = false;
  EXPECT_GT(recipe_seconds(recipe(), without, 69'300), 1.4 * usual);
  JobConfig unrefined = recipe();
  unrefined.refinement.reset();
  EXPECT_LT(recipe_seconds(unrefined, mnist(2, 1e10), 69'300), 0.7 * usual);
}

TEST(RecipeCost, NamesTheTrainingThatHasNoRoom) {
  EXPECT_EQ(recipe_over_memory(recipe(), mnist(2, 8e9), 69'300), "");
  EXPECT_THAT(recipe_over_memory(recipe(), mnist(2, 2e8), 69'300),
              HasSubstr("\"contrastive\" takes "));
  EXPECT_THAT(recipe_over_memory(recipe(), mnist(2, 2e8), 69'300),
              HasSubstr(" or more for a batch, and 190.7 MiB are left of the memory"));
}

}  // namespace
}  // namespace codegrid
