#include "config/augmentation_fields.hpp"

#include <string>
#include <utility>

namespace codegrid {
namespace {

Field amount(std::string key, std::string meaning, AugmentationSettings& settings,
             double AugmentationSettings::*place) {
  return {std::move(key), std::move(meaning),
          NumberValue{&(settings.*place), {0, kMostAugmentation.*place}}};
}

// Of each preset, which has its own defaults.
Fields settings_fields(AugmentationSettings& settings) {
  using Settings = AugmentationSettings;
  return {
      amount("rotation", "turn in degrees, at most, either way", settings, &Settings::rotation),
      amount("shift", "at most, either way, as a share of width and of height, each drawn apart",
             settings, &Settings::shift),
      amount("scale",
             "most change of width and of height, each drawn apart: with 0.1 they become 0.9 to "
             "1.1 times as large",
             settings, &Settings::scale),
      amount("shear", "slant, at most, either way: pixels sideways for each pixel down", settings,
             &Settings::shear),
      amount("elastic",
             "bends: standard deviation of a field of 5 x 5 numbers that moves pixels, as a share "
             "of half the side (Simard et al. 2003)",
             settings, &Settings::elastic),
      {"mirror", "every second image, left to right", SwitchValue{&settings.mirror}},
      amount("crop", "share of the area that is cut off, at most; the rest fills the image",
             settings, &Settings::crop),
      amount("brightness", "what is added to all values of an image, at most, either way", settings,
             &Settings::brightness),
      amount("contrast",
             "most change of the distances from an image's mean: with 0.2 they become 0.8 to 1.2 "
             "times as large",
             settings, &Settings::contrast),
      amount("noise", "standard deviation of what is added to each value", settings,
             &Settings::noise),
      amount("cutout",
             "side of a square that is set to 0, as a share of the image's (DeVries and Taylor "
             "2017)",
             settings, &Settings::cutout),
  };
}

}  // namespace

SectionValue augmentation_section(AugmentationOptions& augmentation) {
  return section_of_kinds<AugmentationPreset>(
      "preset", augmentation.preset,
      {{"none", AugmentationPreset::kNone, "nothing but what the other keys ask for",
        settings_fields(augmentation.none)},
       {"handwriting", AugmentationPreset::kHandwriting,
        "digits and letters: turned, shifted, scaled, slanted and bent",
        settings_fields(augmentation.handwriting)},
       {"objects", AugmentationPreset::kObjects, "pictures of things: moved a little, and mirrored",
        settings_fields(augmentation.objects)}},
      {
          {"strength",
           "factor on the amounts, none of which goes beyond its range; 0: no augmentation, "
           "without a mirror, too",
           NumberValue{&augmentation.strength, {0, 10}}},
          {"outside",
           "what comes in from beyond the edge: 0 (zeros), or what is at the edge (edge); auto: "
           "zeros for images of one channel that are no picture files, edge for others",
           choice(augmentation.outside, {{"auto", OutsideChoice::kAuto},
                                         {"zeros", OutsideChoice::kZeros},
                                         {"edge", OutsideChoice::kEdge}})},
      });
}

}  // namespace codegrid
