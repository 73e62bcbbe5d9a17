#include "job/picture_files.hpp"

#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <new>

#include "core/error.hpp"
#include "job/fixtures.hpp"

namespace codegrid {
namespace {

using testing::ElementsAre;

TEST(PictureFiles, OneThatFailsIsNamedAndTheOthersAreWritten) {
  const TemporaryFolder folder;
  Said said;
  PictureFiles files(folder.path(), said.progress());
  files.write("a.png", [] { return "first"; });
  files.write("b.png", []() -> std::string { throw run_error("cannot be drawn: no ink"); });
  files.write("c.png", []() -> std::string { throw std::bad_alloc(); });
  files.write("d.png", [] { return "last"; });
  EXPECT_EQ(slurp(folder.path() / "a.png"), "first");
  EXPECT_EQ(slurp(folder.path() / "d.png"), "last");
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "b.png"));
  EXPECT_THAT(files.missing(), ElementsAre("b.png", "c.png"));
  EXPECT_EQ(said.words(),
            "warning: b.png is left out: cannot be drawn: no ink\n"
            "warning: c.png is left out: out of memory\n");
}

TEST(PictureFiles, OneThatCannotBeWrittenIsLeftOutWithTheSystemsReason) {
  const TemporaryFolder folder;
  Said said;
  PictureFiles files(folder.path() / "nowhere", said.progress());
  files.write("a.png", [] { return "bytes"; });
  EXPECT_THAT(files.missing(), ElementsAre("a.png"));
  EXPECT_EQ(said.words(), "warning: a.png is left out: cannot write: No such file or directory\n");
}

TEST(PictureFiles, OneThatCannotBeWrittenIsAnErrorWhereTheJobWantsIt) {
  const TemporaryFolder folder;
  Said said;
  PictureFiles files(folder.path() / "nowhere", said.progress(), UnwrittenPicture::kIsAnError);
  EXPECT_EQ(error_of([&] { files.write("a.png", [] { return "bytes"; }); }).code(),
            ExitCode::kFailed);
  files.write("b.png", []() -> std::string { throw run_error("no ink"); });
  EXPECT_THAT(files.missing(), ElementsAre("b.png"));
}

TEST(PictureFiles, ASignalIsNoFailureOfAPicture) {
  const TemporaryFolder folder;
  Said said;
  PictureFiles files(folder.path(), said.progress());
  const auto stopped = []() -> std::string { throw Error(ExitCode::kTerminated, "stopped"); };
  EXPECT_EQ(error_of([&] { files.write("a.png", stopped); }).code(), ExitCode::kTerminated);
  EXPECT_TRUE(files.missing().empty());
}

TEST(PictureFiles, AMistakeOfOursIsNamedWithoutItsBacktrace) {
  Said said;
  PictureFiles files("folder", said.progress());
  files.attempt("the rest of the pictures", [] { TORCH_CHECK(false, "codes must be [N, D]"); });
  EXPECT_THAT(
      said.words(),
      testing::StartsWith("warning: the rest of the pictures is left out: codes must be [N, D]"));
  EXPECT_THAT(said.words(), testing::Not(testing::HasSubstr("frame #")));
}

TEST(PictureFiles, AFewOfManyThatFailAreNamed) {
  Said said;
  PictureFiles files("nowhere", said.progress());
  for (int i = 0; i < 2000; ++i)
    files.write(std::to_string(i), []() -> std::string { throw run_error("no ink"); });
  EXPECT_EQ(files.missing().size(), 2000U);
  EXPECT_THAT(said.words(), testing::EndsWith("warning: 9 is left out: no ink\n"));
}

TEST(WithoutPictures, CountsAndNamesWhatIsMissing) {
  EXPECT_EQ(without_pictures("out", {"a.png"}),
            "out: a picture is missing: a.png; everything else is written");
  EXPECT_EQ(without_pictures("out", {"a", "b"}),
            "out: 2 pictures are missing: a, b; everything else is written");
  EXPECT_EQ(
      without_pictures("out", std::vector<std::string>(2000, "x")),
      "out: 2,000 pictures are missing: x, x, x, x, x, x, x, x, x, x and 1,990 more; everything "
      "else is written");
}

}  // namespace
}  // namespace codegrid
