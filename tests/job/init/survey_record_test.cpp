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
  const PictureList now = files_of({{"e\n", 1, 1}, {"d", 4, 5}, {"b", 9, 2}, {"a", 1, 1}});
  const FileChanges changes = changes_between_files(then, now);
  EXPECT_THAT(changes.added, ElementsAre("e\n"));
  EXPECT_THAT(changes.removed, ElementsAre("c"));
  EXPECT_THAT(changes.replaced, ElementsAre("b", "d"));
  EXPECT_EQ(describe(changes), "1 file added (e\\n), 1 removed (c), 2 replaced (b, d)");
  EXPECT_EQ(changes_between_files(then, then), FileChanges{});
  EXPECT_EQ(describe({}), "");
}

TEST(SurveyRecord, LabelsAreCompared) {
  const PictureList then{"", {{"a", 1, 1, 0}, {"b", 1, 1, 1}, {"c", 1, 1, 0}}, {"x", "y"}, {}};
  const PictureList same{"", {{"a", 1, 1, 1}, {"b", 1, 1, 0}, {"c", 1, 1, 1}}, {"y", "x"}, {}};
  const PictureList other{"", {{"a", 1, 1, 1}, {"b", 1, 1, 1}, {"c", 2, 1, 1}}, {"x", "y"}, {}};
  const PictureList none = files_of({{"a", 1, 1}, {"b", 1, 1}, {"c", 1, 1}});
  EXPECT_EQ(changes_between_files(then, same), FileChanges{}) << "whatever their numbers are";
  EXPECT_EQ(describe(changes_between_files(then, other)),
            "1 file replaced (c), 1 with another label (a)");
  EXPECT_EQ(describe(changes_between_files(then, none)), "3 files with another label (a, b, c)");
  EXPECT_EQ(describe(changes_between_files(none, then)), "3 files with another label (a, b, c)");
}

TEST(SurveyRecord, AnotherOrderIsAChange) {
  const PictureList then = files_of({{"a", 1, 1}, {"b", 1, 1}});
  EXPECT_EQ(describe(changes_between_files(then, files_of({{"b", 1, 1}, {"a", 1, 1}}))),
            "the same files in another order");
  EXPECT_EQ(describe(changes_between_files(then, files_of({{"b", 1, 1}, {"a", 2, 1}}))),
            "1 file replaced (a)");
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
    std::string text = changes_since_record(folder.path(), files_of(files));
    EXPECT_EQ(changes_since_record(folder.path(), files_of(files)), text) << "as it was";
    write_survey_record(folder.path(), files_of(files));
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

TEST(SurveyRecord, KeepsLabels) {
  const TemporaryFolder folder;
  const Environ cache({{"XDG_CACHE_HOME", (folder.path() / "cache").string()}});
  const PictureList then{"", {{"a", 1, 1, 0}, {"b", 1, 1, 1}}, {"x,\n", "y"}, {}};
  write_survey_record(folder.path(), then);
  EXPECT_THAT(changes_since_record(folder.path(), then), StartsWith("nothing has changed since "));
  const PictureList now{"", {{"a", 1, 1, 0}, {"b", 1, 1, 0}}, {"x,\n"}, {}};
  EXPECT_THAT(changes_since_record(folder.path(), now),
              testing::EndsWith(": 1 file with another label (b)"));
}

TEST(SurveyRecord, WithoutAPlaceIsAnError) {
  const Environ nowhere({{"XDG_CACHE_HOME", ""}, {"HOME", ""}});
  EXPECT_EQ(changes_since_record("/", {}), "");
  const Error error = error_of([] { write_survey_record("/", {}); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_THAT(error.what(), StartsWith("no folder for the lists of files that codegrid-train "));
}

}  // namespace
}  // namespace codegrid
