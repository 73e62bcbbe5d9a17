#include "job/init/image_advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/text_table.hpp"

namespace codegrid {
namespace {

constexpr std::int64_t kMostSide = 64;
constexpr std::int64_t kFewestSide = 4;
constexpr std::int64_t kSideStep = 4;
constexpr double kSameAspect = 1.25;  // what eight tenths of the aspect ratios lie within

std::string sides(const PictureSize& size) {
  return fmt::format("{} x {}", size.height, size.width);
}

bool is_one_size(const SizeSummary& sizes) { return sizes.of_that_size == sizes.pictures; }

bool is_one_aspect(const SizeSummary& sizes) {
  return sizes.aspect.high <= kSameAspect * sizes.aspect.low;
}

std::int64_t to_step(double side) {
  const auto steps = static_cast<std::int64_t>(std::round(side / kSideStep));
  return std::clamp(steps * kSideStep, kFewestSide, kMostSide);
}

// The largest of some usual sides that is no more than the middle picture's longer one.
std::int64_t usual_side(double longer) {
  std::int64_t side = kFewestSide;
  for (const std::int64_t usual : {8, 12, 16, 24, 32, 48, 64}) {
    if (static_cast<double>(usual) <= longer) side = usual;
  }
  return side;
}

PictureSize of_aspect(std::int64_t longer, double aspect) {
  const auto side = static_cast<double>(longer);
  return aspect >= 1 ? PictureSize{to_step(side / aspect), longer}
                     : PictureSize{longer, to_step(side * aspect)};
}

PictureSize advised_size(const SizeSummary& sizes) {
  const bool is_small =
      std::max(sizes.most_frequent.height, sizes.most_frequent.width) <= kMostSide;
  if (is_one_size(sizes) && is_small) return sizes.most_frequent;
  const std::int64_t side = usual_side(sizes.longer_side.median);
  return is_one_aspect(sizes) ? of_aspect(side, sizes.aspect.median) : PictureSize{side, side};
}

std::string why_size(const SizeSummary& sizes, const PictureSize& chosen) {
  std::string seen =
      fmt::format("All pictures are {} (height x width).", sides(sizes.most_frequent));
  if (!is_one_size(sizes)) {
    seen = fmt::format(
        "Heights are {:.0f} to {:.0f}, widths {:.0f} to {:.0f}; half of the pictures have a longer "
        "side of {:.0f} pixels or less; {} {}, the most frequent size.",
        sizes.height.least, sizes.height.greatest, sizes.width.least, sizes.width.greatest,
        sizes.longer_side.median, counted(sizes.of_that_size, "is", "are"),
        sides(sizes.most_frequent));
  }
  if (is_one_size(sizes) && chosen == sizes.most_frequent) return seen + " They stay as they are.";
  const std::string shape =
      is_one_aspect(sizes)
          ? "The shape is the one that they have in common."
          : fmt::format("Eight tenths are {:.2f} to {:.2f} times as wide as high: square.",
                        sizes.aspect.low, sizes.aspect.high);
  if (sizes.longer_side.median > static_cast<double>(kMostSide)) {
    return fmt::format(
        "{} {} 64 pixels show what a picture is of; time and memory grow with height x width.",
        seen, shape);
  }
  const bool is_whole =
      static_cast<double>(std::max(chosen.height, chosen.width)) >= sizes.longer_side.median;
  return fmt::format("{} {} {}", seen, shape,
                     is_whole ? "Larger ones would be made up." : "The usual side below theirs.");
}

bool in_color(const PictureSurvey& survey) {
  return survey.looked_into == 0 ? survey.colored > 0 : survey.seen_in_color > 0;
}

std::string why_channels(const PictureSurvey& survey) {
  if (survey.colored == 0) return "1: all pictures are grey.";
  if (!in_color(survey)) {
    return fmt::format("1: {} stored in color, but none of the {} that were looked into shows any.",
                       counted(survey.colored, "picture is", "pictures are"),
                       with_commas(survey.looked_into));
  }
  return fmt::format("3: {} in color. With 1, groups go by shape alone, and training is faster.",
                     counted(survey.colored, "picture is", "pictures are"));
}

// Transparent ones have no edge that padding would show; tiny ones have nothing to spare.
Fit advised_fit(const PictureSurvey& survey) {
  if (2 * survey.transparent >= survey.sizes.pictures) return Fit::kPad;
  if (survey.sizes.longer_side.median <= static_cast<double>(kMostSide)) return Fit::kPad;
  return Fit::kCrop;
}

std::string why_fit(const PictureSurvey& survey, Fit fit) {
  if (is_one_size(survey.sizes)) return "";
  if (fit == Fit::kCrop) {
    return "crop: the middle of each; with pad, the bars beside it would be what groups go by.";
  }
  return 2 * survey.transparent >= survey.sizes.pictures
             ? "pad: all of each, on the background that shows through it anyway."
             : "pad: all of each; such small pictures have nothing to cut off.";
}

void advise_background(const PictureSurvey& survey, ImageAdvice& advice) {
  const std::string where = advice.options.fit == Fit::kPad ? " and around padded pictures" : "";
  if (survey.seen_transparent == 0) {
    if (survey.transparent == 0 || survey.looked_into > 0) return;
  }
  const bool black = survey.contrast_on_black > survey.contrast_on_white;
  if (black) advice.options.background = {0, 0, 0};
  advice.why_background = fmt::format(
      "{}: red, green and blue behind transparent pixels{}; of {} that were looked into, {} show "
      "it, and differ from white by {:.0f} and from black by {:.0f} of 255 on average.",
      black ? "Black" : "White", where, with_commas(survey.looked_into),
      with_commas(survey.seen_transparent), survey.contrast_on_white, survey.contrast_on_black);
}

}  // namespace

ImageAdvice advise_image(const PictureSurvey& survey) {
  const PictureSize size = advised_size(survey.sizes);
  ImageAdvice advice;
  advice.options.height = size.height;
  advice.options.width = size.width;
  advice.options.channels = in_color(survey) ? 3 : 1;
  advice.options.fit = advised_fit(survey);
  advice.why_size = why_size(survey.sizes, size);
  advice.why_channels = why_channels(survey);
  advice.why_fit = why_fit(survey, advice.options.fit);
  advise_background(survey, advice);
  return advice;
}

}  // namespace codegrid
