#include "data/augmentation_options.hpp"

#include <gtest/gtest.h>

namespace codegrid {
namespace {

AugmentationOptions options_of(AugmentationPreset preset, double strength = 1) {
  AugmentationOptions options;
  options.preset = preset;
  options.strength = strength;
  return options;
}

TEST(AugmentationOptions, ByDefaultChangeNothing) {
  EXPECT_FALSE(AugmentationOptions{}.settings().changes_anything());
}

TEST(AugmentationOptions, HandwritingIsTurnedShiftedScaledSlantedAndBent) {
  const AugmentationSettings found = options_of(AugmentationPreset::kHandwriting).settings();
  EXPECT_EQ(found.rotation, 15);
  EXPECT_EQ(found.shift, 0.1);
  EXPECT_EQ(found.scale, 0.15);
  EXPECT_EQ(found.shear, 0.2);
  EXPECT_EQ(found.elastic, 0.05);
  EXPECT_FALSE(found.mirror) << "letters have a left and a right";
  EXPECT_EQ(found.crop + found.brightness + found.contrast + found.noise + found.cutout, 0);
}

TEST(AugmentationOptions, ObjectsAreMovedALittleAndMirrored) {
  const AugmentationSettings found = options_of(AugmentationPreset::kObjects).settings();
  EXPECT_EQ(found.rotation, 5);
  EXPECT_EQ(found.shift, 0.1);
  EXPECT_EQ(found.scale, 0.05);
  EXPECT_EQ(found.shear, 0.05);
  EXPECT_TRUE(found.mirror);
  EXPECT_EQ(
      found.elastic + found.crop + found.brightness + found.contrast + found.noise + found.cutout,
      0);
}

TEST(AugmentationOptions, StrengthIsAFactorOnEveryAmount) {
  AugmentationOptions options = options_of(AugmentationPreset::kNone, 0.5);
  options.none = {10, 0.2, 0.4, 0.6, 0.02, false, 0.3, 0.8, 0.1, 0.06, 0.5};
  const AugmentationSettings found = options.settings();
  EXPECT_EQ(found.rotation, 5);
  EXPECT_EQ(found.shift, 0.1);
  EXPECT_EQ(found.scale, 0.2);
  EXPECT_EQ(found.shear, 0.3);
  EXPECT_EQ(found.elastic, 0.01);
  EXPECT_EQ(found.crop, 0.15);
  EXPECT_EQ(found.brightness, 0.4);
  EXPECT_EQ(found.contrast, 0.05);
  EXPECT_EQ(found.noise, 0.03);
  EXPECT_EQ(found.cutout, 0.25);
  EXPECT_EQ(options.of_preset().rotation, 10) << "as written";
}

TEST(AugmentationOptions, NoAmountGoesBeyondItsMost) {
  const AugmentationSettings found = options_of(AugmentationPreset::kHandwriting, 10).settings();
  EXPECT_EQ(found.rotation, 150);
  EXPECT_EQ(found.shift, 1);
  EXPECT_EQ(found.scale, 0.9) << "at 1, an image would have no width";
  EXPECT_EQ(found.shear, 2);
  EXPECT_EQ(found.elastic, 0.5);
}

TEST(AugmentationOptions, AMirrorIsThereOrNotWhateverTheStrength) {
  EXPECT_TRUE(options_of(AugmentationPreset::kObjects, 0.1).settings().mirror);
  EXPECT_TRUE(options_of(AugmentationPreset::kObjects, 10).settings().mirror);
}

TEST(AugmentationOptions, NoStrengthIsNoAugmentation) {
  for (const auto preset : {AugmentationPreset::kHandwriting, AugmentationPreset::kObjects})
    EXPECT_FALSE(options_of(preset, 0).settings().changes_anything());
}

TEST(AugmentationOptions, WhatComesInFromOutsideIsAsSuitsTheImagesUnlessItIsSaid) {
  AugmentationOptions options = options_of(AugmentationPreset::kHandwriting);
  EXPECT_EQ(options.settings().outside, Outside::kZeros);
  EXPECT_EQ(options.settings(Outside::kEdge).outside, Outside::kEdge);
  options.outside = OutsideChoice::kZeros;
  EXPECT_EQ(options.settings(Outside::kEdge).outside, Outside::kZeros);
  options.outside = OutsideChoice::kEdge;
  EXPECT_EQ(options.settings().outside, Outside::kEdge);
}

TEST(AugmentationSettings, SayWhatTheyDo) {
  const AugmentationSettings mirror{.mirror = true};
  EXPECT_TRUE(mirror.changes_anything() && mirror.moves_pixels());
  EXPECT_FALSE(mirror.reaches_outside());
  const AugmentationSettings crop{.crop = 0.1};
  EXPECT_TRUE(crop.changes_anything() && crop.moves_pixels());
  EXPECT_FALSE(crop.reaches_outside());
  for (const AugmentationSettings& moving :
       {AugmentationSettings{.rotation = 1}, AugmentationSettings{.shift = 0.1},
        AugmentationSettings{.scale = 0.1}, AugmentationSettings{.shear = 0.1},
        AugmentationSettings{.elastic = 0.1}})
    EXPECT_TRUE(moving.reaches_outside() && moving.moves_pixels() && moving.changes_anything());
  for (const AugmentationSettings& still :
       {AugmentationSettings{.brightness = 0.1}, AugmentationSettings{.contrast = 0.1},
        AugmentationSettings{.noise = 0.1}, AugmentationSettings{.cutout = 0.1}})
    EXPECT_TRUE(!still.moves_pixels() && still.changes_anything());
}

}  // namespace
}  // namespace codegrid
