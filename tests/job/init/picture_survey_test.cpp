#include "job/init/picture_survey.hpp"

#include <gmock/gmock.h>

#include "core/error.hpp"
#include "data/sources/pictures.hpp"
#include "image/picture_header.hpp"
#include "job/init/rgba_picture.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using testing::HasSubstr;

// A folder whose files are listed anew for each survey.
struct SurveyedFolder {
  PictureSurvey survey() const {
    return survey_pictures(list_folder(folder.path(), FolderLabels::kNone, {}),
                           [](std::int64_t, std::int64_t) {});
  }
  static std::int64_t of(const PictureSurvey& survey, PictureFormat format) {
    return survey.formats[static_cast<std::size_t>(format)];
  }
  TemporaryFolder folder;
};

TEST(PictureSurvey, CountsSizesAndFormatsAndNamesWhatIsBad) {
  const SurveyedFolder place;
  place.folder.write("a.pgm", grey_picture(4, 6, 100));
  place.folder.write("b/c.ppm", color_picture(8, 6, {200, 10, 10}));
  place.folder.write("b/d.png", half_transparent_picture(10, 6, {10, 20, 30}));
  place.folder.write("text.png", "a text, and no picture");
  place.folder.write("empty.jpg", "");
  const PictureSurvey survey = place.survey();
  EXPECT_EQ(survey.sizes.pictures, 3);
  EXPECT_EQ(survey.sizes.height.greatest, 10);
  EXPECT_EQ(SurveyedFolder::of(survey, PictureFormat::kPnm), 2);
  EXPECT_EQ(SurveyedFolder::of(survey, PictureFormat::kPng), 1);
  EXPECT_EQ(survey.colored, 2);
  EXPECT_EQ(survey.transparent, 1);
  ASSERT_EQ(survey.bad.size(), 2U);
  EXPECT_EQ(survey.bad[0].name, "empty.jpg");
  EXPECT_THAT(survey.bad[0].reason, HasSubstr("is empty"));
  EXPECT_EQ(survey.bad[1].name, "text.png");
}

TEST(PictureSurvey, SeesWhetherColorsAreGreys) {
  const SurveyedFolder place;
  for (int i = 0; i < 9; ++i)
    place.folder.write(std::to_string(i), color_picture(5, 5, {20 * i, 20 * i + 3, 20 * i}));
  PictureSurvey survey = place.survey();
  EXPECT_EQ(survey.colored, 9);
  EXPECT_EQ(survey.looked_into, 9);
  EXPECT_EQ(survey.seen_in_color, 0);
  place.folder.write("red", color_picture(5, 5, {200, 10, 10}));
  survey = place.survey();
  EXPECT_EQ(survey.seen_in_color, 1);
}

TEST(PictureSurvey, SeesWhatTransparentPicturesStandOutFrom) {
  const SurveyedFolder place;
  place.folder.write("white.png", half_transparent_picture(8, 8, {250, 250, 250}));
  const PictureSurvey bright = place.survey();
  EXPECT_EQ(bright.seen_transparent, 1);
  EXPECT_GT(bright.contrast_on_black, bright.contrast_on_white);
  place.folder.write("white.png", half_transparent_picture(8, 8, {0, 0, 0}));
  const PictureSurvey dark = place.survey();
  EXPECT_GT(dark.contrast_on_white, dark.contrast_on_black);
}

TEST(PictureSurvey, AHeaderThatIsLongerThanItsFirstBytesIsReadToItsEnd) {
  const SurveyedFolder place;
  place.folder.write("long.ppm", fmt::format("P6\n#{}\n2 3\n255\n{}", std::string(200'000, 'c'),
                                             std::string(18, 'x')));
  const PictureSurvey survey = place.survey();
  EXPECT_EQ(survey.sizes.most_frequent, (PictureSize{3, 2}));
  EXPECT_TRUE(survey.bad.empty());
}

TEST(PictureSurvey, OnlyTheFirstBytesOfManyDecide) {
  const SurveyedFolder place;
  const std::string whole = grey_picture(9, 9, 3);
  place.folder.write("cut.pgm", whole.substr(0, whole.size() - 1));
  const PictureSurvey survey = place.survey();
  EXPECT_EQ(survey.sizes.pictures, 1);
  EXPECT_EQ(survey.looked_into, 0);
}

TEST(PictureSurvey, WhatTheCallerThrowsEndsIt) {
  const SurveyedFolder place;
  place.folder.write("a.pgm", grey_picture(5, 5, 1));
  const PictureList list = list_folder(place.folder.path(), FolderLabels::kNone, {});
  const Error error = error_of([&] {
    survey_pictures(list, [](std::int64_t, std::int64_t) { throw run_error("enough"); });
  });
  EXPECT_STREQ(error.what(), "enough");
}

TEST(PictureSurvey, AFileThatIsNotAsItWasListedIsAnError) {
  const SurveyedFolder place;
  for (int i = 0; i < 3; ++i) place.folder.write(std::to_string(i), grey_picture(5, 5, i));
  PictureList list = list_folder(place.folder.path(), FolderLabels::kNone, {});
  place.folder.write("1", grey_picture(6, 6, 1));
  const Error error = error_of([&] { survey_pictures(list, [](std::int64_t, std::int64_t) {}); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_THAT(error.what(), HasSubstr("has changed since the pictures were listed"));
}

}  // namespace
}  // namespace codegrid
