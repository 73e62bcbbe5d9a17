#include "job/init/survey_record.hpp"

#include <gmock/gmock.h>

#include "core/error.hpp"
#include "support/environment.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

PictureList files_of(const std::vector<ListedPicture>& files) { return {"", files, {}, {}}; }

TEST(SurveyRecord, ChangesAreFilesAddedRemovedAndReplaced) {
  const PictureList then = files_of({{"a", 1, 1}, {"b", 2, 2}, {"c", 3, 3}, {"d", 4, 4}});
  const PictureList now = files_of({{"e\n", 1, 1}, {"d", 4, 5}, {"b", 9, 2}, {"a", 1, 1, 3}});
  const FileChanges changes = changes_between_files(then, now);
  EXPECT_THAT(changes.added, ElementsAre("e\n"));
  EXPECT_THAT(changes.removed, ElementsAre("c"));
  EXPECT_THAT(changes.replaced, ElementsAre("b", "d"));
  EXPECT_EQ(describe(changes), "1 file added (e\\n), 1 removed (c), 2 replaced (b, d)");
  EXPECT_EQ(changes_between_files(then, then), FileChanges{});
  EXPECT_EQ(describe({}), "");
}

TEST(SurveyRecord, OfManyChangesTheFirstAreNamed) {
  FileChanges changes;
  for (int i = 0; i < 1234; ++i) changes.removed.push_back(std::to_string(i));
  EXPECT_EQ(describe(changes), "1,234 files removed (0, 1, 2 and 1,231 more)");
}

TEST(SurveyRecord, IsKeptInTheCacheByTheOnePathOfTheFolder) {
  const TemporaryFolder folder;
  const Environ cache({{"XDG_CACHE_HOME", (folder.path() / "cache").string()}});
  folder.write("photos/a", "x");
  std::filesystem::create_directory_symlink("photos", folder.path() / "link");
  EXPECT_EQ(survey_record_of(folder.path() / "link"), survey_record_of(folder.path() / "photos"));
  EXPECT_NE(survey_record_of(folder.path()), survey_record_of(folder.path() / "photos"));
  EXPECT_EQ(survey_record_of(folder.path()).parent_path(),
            folder.path() / "cache/codegrid/surveys");
}

TEST(SurveyRecord, SaysWhatChangedSinceTheLastTime) {
  const TemporaryFolder folder;
  const Environ cache({{"XDG_CACHE_HOME", (folder.path() / "cache").string()}});
  const auto renew = [&](const std::vector<ListedPicture>& files) {
    std::string text = renew_survey_record(folder.path(), files_of(files));
    const std::size_t time = text.find("20");  // the year, and on to the minute
    return time == std::string::npos ? text : text.erase(time, sizeof("2026-11-27 01:30") - 1);
  };
  EXPECT_EQ(renew({{"a\xff", 1, 1}}), "");
  EXPECT_EQ(renew({{"a\xff", 1, 1}}), "nothing has changed since ");
  EXPECT_EQ(renew({{"b", 1, 1}}), "since : 1 file added (b), 1 removed (a\\xff)");
  EXPECT_EQ(renew({{"b", 1, 1}}), "nothing has changed since ");
  folder.write(survey_record_of(folder.path()).lexically_relative(folder.path()), "damaged");
  EXPECT_EQ(renew({{"b", 1, 1}}), "");
  EXPECT_EQ(renew({{"b", 2, 1}}), "since : 1 file replaced (b)");
}

TEST(SurveyRecord, WithoutAPlaceIsAnError) {
  const Environ nowhere({{"XDG_CACHE_HOME", ""}, {"HOME", ""}});
  const Error error = error_of([] { renew_survey_record("/", {}); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_THAT(error.what(), StartsWith("no folder for decoded pictures: "));
}

}  // namespace
}  // namespace codegrid
