#include "cache/survey_folder.hpp"

#include <gmock/gmock.h>

#include "core/error.hpp"
#include "support/environment.hpp"
#include "support/fixtures.hpp"

namespace codegrid {
namespace {

TEST(SurveyFolder, LiesBesideTheDecodedPictures) {
  const Environ own({{"XDG_CACHE_HOME", "/kept"}, {"HOME", ""}});
  EXPECT_EQ(survey_folder(), "/kept/codegrid/surveys");
  const Environ none({{"XDG_CACHE_HOME", ""}, {"HOME", ""}});
  const Error error = error_of([] { survey_folder(); });
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_STREQ(error.what(),
               "no folder for the lists of files that codegrid-train --init keeps: neither "
               "XDG_CACHE_HOME (an absolute path) nor HOME is set; set one of them");
}

TEST(SurveyFolder, HoldsListsByTheirKeysAndLeavesOtherFilesAlone) {
  const TemporaryFolder folder;
  EXPECT_TRUE(survey_files(folder.path() / "missing").empty());
  const std::string a(64, 'a');
  const std::string b(64, 'b');
  for (const std::string& name :
       {b + ".csv", a + ".csv", std::string("mine.csv"), a + ".txt", std::string(64, 'z') + ".csv"})
    folder.write(name, "");
  EXPECT_THAT(survey_files(folder.path()), testing::ElementsAre(survey_file_of(folder.path(), a),
                                                                survey_file_of(folder.path(), b)));
}

}  // namespace
}  // namespace codegrid
