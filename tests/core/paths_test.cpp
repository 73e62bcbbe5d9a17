#include "core/paths.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

// far/sub, far/data/images, and a link to far/sub.
class Paths : public testing::Test {
 protected:
  Paths() {
    folder_.write("far/data/images", "of far");
    fs::create_directories(root() / "far/sub");
    fs::create_directory_symlink("far/sub", root() / "link");
  }
  fs::path root() const { return folder_.path(); }

  TemporaryFolder folder_;
};

TEST_F(Paths, LoseWhatChangesNothing) {
  EXPECT_EQ(tidy_path(root() / "far/./sub/../data//images"), root() / "far/data/images");
  EXPECT_EQ(tidy_path("."), ".");
  EXPECT_EQ(tidy_path("./a/"), "a");
  EXPECT_EQ(tidy_path("/.."), "/..");
}

TEST_F(Paths, KeepWhatLeadsThroughALink) {
  const fs::path path = root() / "link/../data/images";
  EXPECT_EQ(tidy_path(path), path);
  EXPECT_EQ(slurp(tidy_path(path)), "of far");
  EXPECT_EQ(tidy_path(root() / "link/../sub/.././data"), root() / "link/../data");
}

TEST_F(Paths, KeepWhatLeadsThroughAFileOrThroughNothing) {
  EXPECT_EQ(tidy_path(root() / "none/../far"), root() / "none/../far");
  EXPECT_EQ(tidy_path(root() / "far/data/images/.."), root() / "far/data/images/..");
  EXPECT_EQ(tidy_path("../../a"), "../../a");
}

TEST_F(Paths, AreOfOneFileUnderAnyOfItsNames) {
  const fs::path images = root() / "far/data/images";
  fs::create_hard_link(images, root() / "hard");
  fs::create_symlink(images, root() / "soft");
  for (const char* name : {"hard", "soft", "link/../data/images", "./hard"})
    EXPECT_TRUE(is_same_file(images, root() / name)) << name;
  folder_.write("copy", "of far");
  EXPECT_FALSE(is_same_file(images, root() / "copy"));
  EXPECT_TRUE(is_same_file("none", "./none"));
  EXPECT_FALSE(is_same_file("none", "nothing"));
}

TEST_F(Paths, OfOneFolderAreOneWhateverItIsReachedBy) {
  fs::create_directory(root() / "pics");
  fs::create_symlink("pics", root() / "shortcut");
  EXPECT_EQ(one_path_of(root() / "shortcut" / "."), one_path_of(root() / "pics"));
  EXPECT_EQ(one_path_of("/no/such/folder"), "/no/such/folder");
}

TEST_F(Paths, BeginWithTheHomeFolderForAShellOnly) {
  EXPECT_TRUE(is_unexpanded("~"));
  EXPECT_TRUE(is_unexpanded("~/data"));
  for (const char* path : {"", "a~", "./~/data", "~data"})
    EXPECT_FALSE(is_unexpanded(path)) << path;
  const char* home = ::getenv("HOME");
  const std::string before = home == nullptr ? "" : home;
  ::setenv("HOME", "/home/me", 1);
  EXPECT_EQ(home_advice("~/data"),
            "; \"~\" is the home folder to a shell only: write \"/home/me/data\"");
  ::unsetenv("HOME");
  EXPECT_EQ(home_advice("~/data"),
            "; \"~\" is the home folder to a shell only: write the whole path");
  if (home != nullptr) ::setenv("HOME", before.c_str(), 1);
}

TEST_F(Paths, OfTheWorkingFolderAreRefusedOnceItIsGone) {
  const fs::path before = fs::current_path();
  EXPECT_EQ(working_folder(), before);
  fs::create_directory(root() / "gone");
  fs::current_path(root() / "gone");
  fs::remove(root() / "gone");
  const Error error = error_of(working_folder);
  fs::current_path(before);
  EXPECT_EQ(error.code(), ExitCode::kFailed);
  EXPECT_EQ(std::string(error.what()),
            "the working folder is gone: No such file or directory; it was removed, or its disk is "
            "away: change to another folder");
}

}  // namespace
}  // namespace codegrid
