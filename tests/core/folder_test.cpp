#include "core/folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "core/fixtures.hpp"
#include "support/fixtures.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

TEST(RemoveFile, RemovesItOrSaysWhyItStillStands) {
  const TemporaryFolder folder;
  const auto file = folder.write("f", "x");
  remove_file(file);
  EXPECT_FALSE(std::filesystem::exists(file));
  remove_file(file);  // gone already
  EXPECT_EQ(std::string(error_of([&] { remove_file(folder.path()); }).what()),
            folder.path().string() + ": cannot remove: Is a directory");
}

TEST(NumberedFolder, CountsUpAndNeverGivesOneTwice) {
  const TemporaryFolder folder;
  const fs::path parent = folder.path() / "runs" / "x";
  EXPECT_EQ(make_numbered_folder(parent), parent / "0001");
  std::vector<fs::path> made(8);
  std::vector<std::thread> threads;
  threads.reserve(made.size());
  for (fs::path& place : made) threads.emplace_back([&] { place = make_numbered_folder(parent); });
  for (std::thread& thread : threads) thread.join();
  std::sort(made.begin(), made.end());
  EXPECT_EQ(std::unique(made.begin(), made.end()), made.end());
  EXPECT_EQ(made.back(), parent / "0009");
}

TEST(NumberedFolder, SaysWhyItCannotBeMade) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("file", "");
  EXPECT_EQ(error_of([&] { make_numbered_folder(file / "x"); }).what(),
            (file / "x").string() + ": cannot make folder: " + file.string() +
                " is a file, expected a folder");
}

TEST(MakeFolders, NamesWhatIsInTheWay) {
  const TemporaryFolder folder;
  const fs::path file = folder.write("file", "");
  const fs::path link = folder.path() / "link";
  fs::create_symlink("gone/away", link);
  for (const fs::path& path : {file, file / "x/y"}) {
    EXPECT_EQ(
        error_of([&] { make_folders(path); }).what(),
        path.string() + ": cannot make folder: " + file.string() + " is a file, expected a folder");
  }
  for (const fs::path& path : {link, link / "x/y"}) {
    EXPECT_EQ(error_of([&] { make_folders(path); }).what(),
              path.string() + ": cannot make folder: " + link.string() +
                  " is a link to gone/away, which does not exist; make that folder, or remove the "
                  "link");
  }
  fs::create_directories(folder.path() / "gone/away");
  make_folders(link / "x/y");
  EXPECT_TRUE(fs::is_directory(folder.path() / "gone/away/x/y"));
}

TEST(PointLink, ReplacesAnOlderLink) {
  const TemporaryFolder folder;
  const fs::path link = folder.path() / "latest";
  point_link(link, "0001");
  point_link(link, "0002");
  EXPECT_EQ(fs::read_symlink(link), "0002");
  EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(PointLink, RemovesWhatAKilledProcessLeftOfIt) {
  const TemporaryFolder folder;
  fs::create_symlink("old", folder.path() / ".latest.link");
  point_link(folder.path() / "latest", "new");
  EXPECT_EQ(fs::read_symlink(folder.path() / "latest"), "new");
  EXPECT_EQ(entries(folder.path()), 1U);
}

// What a copy that follows links makes of one.
TEST(PointLink, LeavesAFolderOrFileOfItsNameAsItIsAndSaysSo) {
  const TemporaryFolder folder;
  const fs::path copy = folder.write("a/latest/file", "x").parent_path();
  const fs::path file = folder.write("b/latest", "x");
  testing::internal::CaptureStderr();
  point_link(copy, "0002");
  point_link(file, "0002");
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "warning: " + copy.string() +
                ": does not point at 0002: it is no link, and is left as it is\n");
  EXPECT_EQ(slurp(copy / "file"), "x");
  EXPECT_EQ(slurp(file), "x");
  EXPECT_EQ(entries(folder.path() / "b"), 1U);
}

TEST(ListFolder, GivesTheNamesOrTheReason) {
  const TemporaryFolder folder;
  folder.write("a", "x");
  EXPECT_EQ(list_folder(folder.path()), std::vector{folder.path() / "a"});
  EXPECT_TRUE(list_folder(folder.path() / "no").empty());
  EXPECT_EQ(std::string(error_of([&] { list_folder(folder.path() / "a"); }).what()),
            (folder.path() / "a").string() + ": cannot read folder: Not a directory");
}

}  // namespace
}  // namespace codegrid
