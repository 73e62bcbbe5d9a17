#include "job/init/image_advice.hpp"

#include <gmock/gmock.h>

namespace codegrid {
namespace {

using testing::HasSubstr;

PictureSurvey survey_of(const std::vector<PictureSize>& sizes) {
  PictureSurvey survey;
  survey.sizes = summarize_sizes(sizes);
  survey.colored = std::ssize(sizes);
  survey.looked_into = std::ssize(sizes);
  survey.seen_in_color = 1;
  return survey;
}

TEST(ImageAdvice, PicturesOfOneSmallSizeStayAsTheyAre) {
  const ImageAdvice advice = advise_image(survey_of({{28, 30}, {28, 30}}));
  EXPECT_EQ(advice.options.height, 28);
  EXPECT_EQ(advice.options.width, 30);
  EXPECT_EQ(advice.why_fit, "");
  EXPECT_EQ(advice.why_size, "All pictures are 28 x 30 (height x width). They stay as they are.");
}

TEST(ImageAdvice, LargePicturesOfOneAspectKeepIt) {
  const ImageAdvice advice =
      advise_image(survey_of({{3000, 4000}, {3000, 4000}, {1500, 2000}, {600, 800}}));
  EXPECT_EQ(advice.options.height, 48);
  EXPECT_EQ(advice.options.width, 64);
  EXPECT_EQ(advice.options.fit, Fit::kCrop);
  EXPECT_THAT(advice.why_size, HasSubstr("widths 800 to 4000"));
}

TEST(ImageAdvice, PicturesOfManyAspectsBecomeSquare) {
  const ImageAdvice photos = advise_image(survey_of({{3000, 4000}, {4000, 3000}, {1000, 4000}}));
  EXPECT_EQ(photos.options.height, 64);
  EXPECT_EQ(photos.options.width, 64);
  EXPECT_EQ(photos.options.fit, Fit::kCrop);
  const ImageAdvice small = advise_image(survey_of({{30, 40}, {40, 30}, {16, 32}}));
  EXPECT_EQ(small.options.height, 32);
  EXPECT_EQ(small.options.fit, Fit::kPad);
}

TEST(ImageAdvice, NoSideLeavesItsRange) {
  for (const PictureSize& size : std::vector<PictureSize>{
           {1, 1}, {2, 9000}, {9000, 2}, {5, 5}, {64, 64}, {65, 65}, {10000, 10000}, {63, 3}}) {
    for (const bool other : {false, true}) {
      std::vector<PictureSize> sizes{size, size};
      if (other) sizes.push_back({size.height + 1, size.width});
      const ImageOptions options = advise_image(survey_of(sizes)).options;
      EXPECT_GE(options.height, 1);
      EXPECT_GE(options.width, 1);
      EXPECT_LE(options.height, 64) << size.height << " x " << size.width;
      EXPECT_LE(options.width, 64) << size.height << " x " << size.width;
    }
  }
}

TEST(ImageAdvice, OneChannelIsEnoughWhereNoColorIsSeen) {
  PictureSurvey survey = survey_of({{9, 9}, {9, 9}});
  EXPECT_EQ(advise_image(survey).options.channels, 3);
  survey.seen_in_color = 0;
  EXPECT_EQ(advise_image(survey).options.channels, 1);
  EXPECT_EQ(
      advise_image(survey).why_channels,
      "1: 2 pictures are stored in color, but none of the 2 that were looked into shows any.");
  survey.colored = 0;
  EXPECT_EQ(advise_image(survey).why_channels, "1: all pictures are grey.");
}

TEST(ImageAdvice, TheBackgroundIsWhatTransparentPicturesStandOutFrom) {
  PictureSurvey survey = survey_of({{90, 90}, {60, 90}});
  EXPECT_EQ(advise_image(survey).why_background, "");
  survey.transparent = 2;
  survey.seen_transparent = 2;
  survey.contrast_on_white = 5;
  survey.contrast_on_black = 70;
  const ImageAdvice bright = advise_image(survey);
  EXPECT_EQ(bright.options.background, (Background{0, 0, 0}));
  EXPECT_EQ(bright.options.fit, Fit::kPad);
  EXPECT_THAT(bright.why_background, HasSubstr("differ from white by 5 and from black by 70"));
  survey.contrast_on_white = 90;
  EXPECT_EQ(advise_image(survey).options.background, Background{});
}

}  // namespace
}  // namespace codegrid
