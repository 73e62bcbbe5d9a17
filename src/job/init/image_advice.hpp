#pragma once

#include <string>

#include "image/options.hpp"
#include "job/init/picture_survey.hpp"

namespace codegrid {

/// The one shape that fits the pictures of a survey, and why, in words for comments.
struct ImageAdvice {
  ImageOptions options{};
  std::string why_size;
  std::string why_channels;
  std::string why_fit;
  std::string why_background;  ///< Empty where no background is seen.
};

/// Sides of at most 64 pixels, in the pictures' own aspect ratio where they have one in common;
/// grey where no colour was seen; a background that what is transparent stands out from. There is
/// at least one good picture.
ImageAdvice advise_image(const PictureSurvey& survey);

}  // namespace codegrid
