#include "config/augmentation_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "config/job_config.hpp"
#include "config/parsed_text.hpp"
#include "config/version_0_1.hpp"

namespace codegrid {
namespace {

using Assignments = std::vector<std::string>;

AugmentationSettings settings_with(const Assignments& assignments) {
  return parse_text(mnist_of_version_0_1(), assignments).augmentation.settings();
}

TEST(AugmentationFields, AConfigWithoutThemAugmentsNothing) {
  EXPECT_FALSE(settings_with({}).changes_anything());
}

TEST(AugmentationFields, APresetBringsItsDefaultsAndMayBeChangedByAnyKey) {
  const AugmentationSettings found =
      settings_with({"augmentation.rotation=3", "augmentation.preset=handwriting",
                     "augmentation.elastic=0", "augmentation.noise=0.25"});
  EXPECT_EQ(found.rotation, 3);
  EXPECT_EQ(found.shift, 0.1);
  EXPECT_EQ(found.elastic, 0);
  EXPECT_EQ(found.noise, 0.25);
  EXPECT_FALSE(found.mirror);
  EXPECT_TRUE(settings_with({"augmentation.preset=objects"}).mirror);
}

TEST(AugmentationFields, WithoutAPresetEachKeySpeaksForItself) {
  const AugmentationSettings found = settings_with({"augmentation.rotation=3"});
  EXPECT_EQ(found.rotation, 3);
  EXPECT_EQ(found.shift, 0);
}

TEST(AugmentationFields, AnotherPresetForgetsTheSettingsOfTheOldOne) {
  const std::string config =
      R"({"data": {"root": "."}, "augmentation": {"preset": "handwriting", "rotation": 40}})";
  EXPECT_EQ(parse_text(config).augmentation.settings().rotation, 40);
  EXPECT_EQ(parse_text(config, {"augmentation.preset=objects"}).augmentation.settings().rotation,
            5);
  EXPECT_FALSE(
      parse_text(config, {"augmentation.preset=none"}).augmentation.settings().changes_anything());
}

TEST(AugmentationFields, AreWrittenWithEveryDefaultSpelledOut) {
  const auto written =
      job_json(parse_text(mnist_of_version_0_1(), {"augmentation.preset=handwriting",
                                                   "augmentation.strength=0.5"}))["augmentation"];
  EXPECT_EQ(written.dump(),
            R"({"preset":"handwriting","strength":0.5,"outside":"auto","rotation":15.0,)"
            R"("shift":0.1,"scale":0.15,"shear":0.2,"elastic":0.05,"mirror":false,"crop":0.0,)"
            R"("brightness":0.0,"contrast":0.0,"noise":0.0,"cutout":0.0})");
}

TEST(AugmentationFields, AreInTheirRanges) {
  EXPECT_EQ(complaint_of_0_1({"augmentation.rotation=181"}),
            "--set augmentation.rotation=181: augmentation.rotation: found 181, expected a number, "
            "at least 0 and at most 180");
  EXPECT_EQ(complaint_of_0_1({"augmentation.scale=1"}),
            "--set augmentation.scale=1: augmentation.scale: found 1, expected a number, at least "
            "0 and at most 0.9");
  EXPECT_EQ(complaint_of_0_1({"augmentation.strength=-1"}),
            "--set augmentation.strength=-1: augmentation.strength: found -1, expected a number, "
            "at least 0 and at most 10");
  EXPECT_EQ(complaint_of_0_1({"augmentation.preset=digits"}),
            "--set augmentation.preset=digits: augmentation.preset: found \"digits\", expected "
            "\"none\" or \"handwriting\" or \"objects\"; did you mean \"handwriting\"?");
  EXPECT_EQ(complaint_of_0_1({"augmentation.rotate=5"}),
            "--set augmentation.rotate=5: augmentation.rotate: unknown key; did you mean "
            "\"augmentation.rotation\"?");
  EXPECT_EQ(complaint_of_0_1({"training.reconstruct=noisy"}),
            "--set training.reconstruct=noisy: training.reconstruct: found \"noisy\", expected "
            "\"augmented\" or \"clean\"; did you mean \"augmented\"?");
}

}  // namespace
}  // namespace codegrid
