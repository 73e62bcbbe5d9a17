#include "data/cache/bad_pictures.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "support/fixtures.hpp"

namespace codegrid {
namespace {

std::vector<SkippedPicture> some_bad(int count) {
  std::vector<SkippedPicture> bad;
  for (int i = 0; i < count; ++i) bad.push_back({fmt::format("p{}\n.png", i), "is a text"});
  return bad;
}

TEST(BadPictures, AreCountedAndNamedALineEach) {
  const Error error =
      error_of([] { require_good_pictures("pics", 12'000, some_bad(2), OnBadImage::kError); });
  EXPECT_EQ(error.code(), ExitCode::kBadData);
  EXPECT_STREQ(error.what(),
               "pics: 2 of 12,000 files cannot be used as pictures:\n"
               "  p0\\n.png: is a text\n"
               "  p1\\n.png: is a text\n"
               "mend or remove them, or leave them out by \"on_bad_image\": \"skip\" in \"data\"");
}

TEST(BadPictures, AFolderThatCannotBeReadIsNoFile) {
  std::vector<SkippedPicture> bad{
      {"c", "is a folder that cannot be read: Permission denied", true}};
  EXPECT_STREQ(error_of([&] { require_good_pictures("pics", 13, bad, OnBadImage::kError); }).what(),
               "pics: 1 folder cannot be read:\n"
               "  c: is a folder that cannot be read: Permission denied\n"
               "mend or remove them, or leave them out by \"on_bad_image\": \"skip\" in \"data\"");
  bad.push_back({"d.png", "is a text"});
  EXPECT_THAT(
      error_of([&] { require_good_pictures("pics", 13, bad, OnBadImage::kError); }).what(),
      testing::StartsWith("pics: 1 of 12 files cannot be used as pictures, and 1 folder cannot be "
                          "read:\n  c: "));
  EXPECT_THAT(error_of([&] { require_good_pictures("pics", 2, bad, OnBadImage::kSkip); }).what(),
              testing::StartsWith("pics: no picture among 1 file, expected at least one:\n  c: "));
}

TEST(BadPictures, TenOfManyAreNamed) {
  const std::string message =
      error_of([] {
        require_good_pictures("pics", 5000, some_bad(1011), OnBadImage::kError);
      }).what();
  EXPECT_THAT(message, testing::HasSubstr("\n  p9\\n.png: is a text\n  and 1,001 more\n"));
  EXPECT_THAT(message, testing::Not(testing::HasSubstr("p10")));
}

TEST(BadPictures, MayBeSkippedButNotAllOfThem) {
  require_good_pictures("pics", 3, some_bad(2), OnBadImage::kSkip);
  require_good_pictures("pics", 3, {}, OnBadImage::kError);
  for (const OnBadImage on_bad_image : {OnBadImage::kSkip, OnBadImage::kError}) {
    EXPECT_STREQ(
        error_of([&] { require_good_pictures("pics", 1, some_bad(1), on_bad_image); }).what(),
        "pics: no picture among 1 file, expected at least one:\n  p0\\n.png: is a text");
  }
}

}  // namespace
}  // namespace codegrid
