#pragma once

#include <algorithm>
#include <initializer_list>

namespace codegrid {

enum class AugmentationPreset { kNone, kHandwriting, kObjects };

/// What comes into an image from beyond its edge.
enum class Outside {
  kZeros,
  kEdge  ///< What is at the edge.
};

/// What may happen to an image at random, drawn for each anew. All zeros: nothing. "At most" is
/// either way, and evenly distributed.
struct AugmentationSettings {
  double rotation{};  ///< Degrees at most, in [0, 180].
  double shift{};     ///< At most, as a share of width and of height, each drawn apart; in [0, 1].
  double scale{};     ///< Change of width and of height at most, drawn apart; in [0, 0.9].
  double shear{};     ///< Way sideways for each step down, at most; in [0, 2].
  double elastic{};  ///< Standard deviation of a field of 5 x 5 numbers, bicubic between them, that
                     ///< moves pixels, as a share of half the side; in [0, 1].
  bool mirror{};     ///< Left to right, every second image.
  double crop{};     ///< Share of the area that is cut off, at most; in [0, 0.9].
  double brightness{};  ///< Added to all values of an image, at most; in [0, 1].
  double contrast{};    ///< Change of the distances from the image's mean at most, in [0, 1].
  double noise{};       ///< Standard deviation of what is added to each value, in [0, 1].
  double cutout{};  ///< Side of a square that is set to 0, as a share of the image's; in [0, 1].
  Outside outside = Outside::kZeros;

  /// Whether pixels are taken from beyond the edge.
  bool reaches_outside() const {
    return rotation > 0 || shift > 0 || scale > 0 || shear > 0 || elastic > 0;
  }
  /// Whether pixels come from other places.
  bool moves_pixels() const { return reaches_outside() || mirror || crop > 0; }
  bool changes_anything() const {
    return moves_pixels() || brightness > 0 || contrast > 0 || noise > 0 || cutout > 0;
  }
};

/// The most that each may be.
inline constexpr AugmentationSettings kMostAugmentation{.rotation = 180,
                                                        .shift = 1,
                                                        .scale = 0.9,
                                                        .shear = 2,
                                                        .elastic = 1,
                                                        .mirror = true,
                                                        .crop = 0.9,
                                                        .brightness = 1,
                                                        .contrast = 1,
                                                        .noise = 1,
                                                        .cutout = 1};

/// What comes in from beyond the edge, as a user says it.
enum class OutsideChoice {
  kAuto,  ///< As suits the images: see AugmentationOptions::settings.
  kZeros,
  kEdge
};

/// How training images are changed. Each preset has its own default for every setting.
struct AugmentationOptions {
  AugmentationPreset preset = AugmentationPreset::kNone;
  AugmentationSettings none{};
  AugmentationSettings handwriting{
      .rotation = 15, .shift = 0.1, .scale = 0.15, .shear = 0.2, .elastic = 0.05};
  AugmentationSettings objects{
      .rotation = 5, .shift = 0.1, .scale = 0.05, .shear = 0.05, .mirror = true};
  double strength = 1;  ///< Factor on the amounts, in [0, 10]; 0 switches the mirror off, too.
  OutsideChoice outside = OutsideChoice::kAuto;

  /// The preset's settings at full strength.
  const AugmentationSettings& of_preset() const {
    switch (preset) {
      case AugmentationPreset::kHandwriting:
        return handwriting;
      case AugmentationPreset::kObjects:
        return objects;
      case AugmentationPreset::kNone:
        break;
    }
    return none;
  }

  /// Those that images are augmented by: each amount times `strength`, but no more than
  /// kMostAugmentation.
  ///   automatic: what OutsideChoice::kAuto stands for.
  AugmentationSettings settings(Outside automatic = Outside::kZeros) const {
    AugmentationSettings scaled = of_preset();
    for (double AugmentationSettings::*amount :
         {&AugmentationSettings::rotation, &AugmentationSettings::shift,
          &AugmentationSettings::scale, &AugmentationSettings::shear,
          &AugmentationSettings::elastic, &AugmentationSettings::crop,
          &AugmentationSettings::brightness, &AugmentationSettings::contrast,
          &AugmentationSettings::noise, &AugmentationSettings::cutout})
      scaled.*amount = std::min(strength * scaled.*amount, kMostAugmentation.*amount);
    scaled.mirror = scaled.mirror && strength > 0;
    scaled.outside = automatic;
    if (outside == OutsideChoice::kZeros) scaled.outside = Outside::kZeros;
    if (outside == OutsideChoice::kEdge) scaled.outside = Outside::kEdge;
    return scaled;
  }
};

}  // namespace codegrid
