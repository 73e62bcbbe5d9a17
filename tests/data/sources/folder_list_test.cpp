#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "data/fixtures.hpp"
#include "data/sources/picture_list.hpp"

namespace fs = std::filesystem;

namespace codegrid {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

PictureList listed(const fs::path& folder, FolderLabels labels = FolderLabels::kNone) {
  return list_folder(folder, labels, {});
}

std::vector<std::string> names_of(const PictureList& list) {
  std::vector<std::string> names;
  for (const ListedPicture& picture : list.pictures) names.push_back(picture.name);
  return names;
}

std::vector<std::int64_t> labels_of(const PictureList& list) {
  std::vector<std::int64_t> labels;
  for (const ListedPicture& picture : list.pictures) labels.push_back(picture.label);
  return labels;
}

// "name: reason" of each.
std::vector<std::string> left_out(const PictureList& list) {
  std::vector<std::string> lines;
  for (const SkippedPicture& each : list.unreadable)
    lines.push_back(each.name + ": " + each.reason);
  return lines;
}

TEST(FolderList, HoldsEveryFileInTheOrderOfItsBytes) {
  const TemporaryFolder folder;
  for (const char* name : {"b.png", "a/z.txt", "a-b/1", "a/b/c", "\xff.png", "new\nline", "B"})
    folder.write(name, "12");
  const PictureList list = listed(folder.path());
  EXPECT_THAT(names_of(list),
              ElementsAre("B", "a-b/1", "a/b/c", "a/z.txt", "b.png", "new\nline", "\xff.png"));
  EXPECT_EQ(list.root, folder.path());
  EXPECT_THAT(list.label_names, IsEmpty());
  EXPECT_THAT(list.unreadable, IsEmpty());
  EXPECT_EQ(list.pictures[0].label, -1);
  EXPECT_EQ(list.pictures[0].size, 2);
  struct stat status {};
  ASSERT_EQ(::stat((folder.path() / "B").c_str(), &status), 0);
  EXPECT_EQ(list.pictures[0].modified / 1'000'000'000, status.st_mtim.tv_sec);
}

TEST(FolderList, LeavesOutHiddenFilesAndFolders) {
  const TemporaryFolder folder;
  for (const char* name : {".hidden.png", ".thumbnails/a.png", "a/.DS_Store", "a/b.png", "a/c."})
    folder.write(name, "");
  EXPECT_THAT(names_of(listed(folder.path())), ElementsAre("a/b.png", "a/c."));
}

TEST(FolderList, FollowsLinksToFilesAndFolders) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  elsewhere.write("in/x.png", "123");
  folder.write("a.png", "1");
  fs::create_symlink(elsewhere.path() / "in", folder.path() / "link");
  fs::create_symlink("a.png", folder.path() / "b.png");
  fs::create_directory_symlink(folder.path(), elsewhere.path() / "whole");
  const PictureList list = listed(folder.path());
  EXPECT_THAT(names_of(list), ElementsAre("a.png", "b.png", "link/x.png"));
  EXPECT_EQ(list.pictures[2].size, 3);
  EXPECT_EQ(names_of(listed(elsewhere.path() / "whole")), names_of(list));
}

TEST(FolderList, NamesLinksThatLeadBackOrNowhere) {
  const TemporaryFolder folder;
  folder.write("a/b/x.png", "1");
  fs::create_directory_symlink("..", folder.path() / "a/b/up");
  fs::create_directory_symlink(folder.path(), folder.path() / "a/whole");
  fs::create_directory_symlink(".", folder.path() / "self");
  fs::create_symlink("gone.png", folder.path() / "dangling");
  fs::create_symlink("circle", folder.path() / "circle");
  const PictureList list = listed(folder.path());
  EXPECT_THAT(names_of(list), ElementsAre("a/b/x.png"));
  EXPECT_THAT(left_out(list), ElementsAre("a/b/up: is a link back to a folder above it",
                                          "a/whole: is a link back to a folder above it",
                                          "circle: is a link that leads in a circle",
                                          "dangling: is a link to \"gone.png\", which is not there",
                                          "self: is a link back to a folder above it"));
}

TEST(FolderList, FoldersThatLinkToEachOtherEnd) {
  const TemporaryFolder folder;
  folder.write("a/1", "");
  folder.write("b/2", "");
  fs::create_directory_symlink("../b", folder.path() / "a/b");
  fs::create_directory_symlink("../a", folder.path() / "b/a");
  const PictureList list = listed(folder.path());
  EXPECT_THAT(names_of(list), ElementsAre("a/1", "a/b/2", "b/2", "b/a/1"));
  EXPECT_EQ(list.unreadable.size(), 2U);
}

TEST(FolderList, NeverOpensPipesSocketsAndDevices) {
  const TemporaryFolder folder;
  folder.write("a.png", "");
  ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
  fs::create_symlink("/dev/zero", folder.path() / "zero");
  const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (folder.path() / "socket").string();
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const PictureList list = listed(folder.path());
  ::close(listener);
  EXPECT_THAT(names_of(list), ElementsAre("a.png"));
  EXPECT_THAT(left_out(list), ElementsAre("pipe: is a named pipe, expected a file",
                                          "socket: is a socket, expected a file",
                                          "zero: is a device, expected a file"));
}

// Runs `work` without root's right to read everything; false where there is no way to.
template <class Work>
bool without_rights(const TemporaryFolder& folder, const Work& work) {
  if (::geteuid() != 0) {
    work();
    return true;
  }
  constexpr uid_t kNobody = 65534;
  fs::permissions(folder.path(), fs::perms(0755));
  ::setfsuid(kNobody);  // says what it was before, whether it worked or not
  const bool dropped = ::setfsuid(kNobody) == int{kNobody};
  if (dropped) work();
  ::setfsuid(0);
  return dropped;
}

TEST(FolderList, NamesAFolderThatCannotBeOpened) {
  const TemporaryFolder folder;
  folder.write("a/1", "");
  folder.write("b/2", "");
  fs::permissions(folder.path() / "a", fs::perms::none);
  const bool done = without_rights(folder, [&] {
    const PictureList list = listed(folder.path());
    EXPECT_THAT(names_of(list), ElementsAre("b/2"));
    EXPECT_THAT(left_out(list),
                ElementsAre("a: is a folder that cannot be read: Permission denied"));
    EXPECT_EQ(message_of([&] { listed(folder.path() / "a"); }),
              (folder.path() / "a").string() + ": cannot read: Permission denied");
  });
  fs::permissions(folder.path() / "a", fs::perms::owner_all);
  if (!done) GTEST_SKIP() << "root cannot drop its rights here";
}

TEST(FolderList, NamesFilesOfAFolderThatMayBeListedButNotEntered) {
  const TemporaryFolder folder;
  folder.write("a/1", "");
  folder.write("b/2", "");
  fs::permissions(folder.path() / "a", fs::perms(0444));
  const bool done = without_rights(folder, [&] {
    const PictureList list = listed(folder.path());
    EXPECT_THAT(names_of(list), ElementsAre("b/2"));
    EXPECT_THAT(left_out(list), ElementsAre("a/1: cannot be read: Permission denied"));
  });
  fs::permissions(folder.path() / "a", fs::perms::owner_all);
  if (!done) GTEST_SKIP() << "root cannot drop its rights here";
}

TEST(FolderList, LabelsAreTheFirstFolders) {
  const TemporaryFolder folder;
  for (const char* name : {"dog/1.png", "cat/deep/2.png", "cat-fish/3.png", "dog/4.png"})
    folder.write(name, "");
  fs::create_directory(folder.path() / "empty");
  const PictureList list = listed(folder.path(), FolderLabels::kFolder);
  EXPECT_THAT(names_of(list),
              ElementsAre("cat-fish/3.png", "cat/deep/2.png", "dog/1.png", "dog/4.png"));
  EXPECT_THAT(list.label_names, ElementsAre("cat", "cat-fish", "dog"));
  EXPECT_THAT(labels_of(list), ElementsAre(1, 0, 2, 2));
}

TEST(FolderList, FilesBesideTheFoldersAreLeftOut) {
  const TemporaryFolder folder;
  folder.write("cat/1.png", "");
  folder.write("index.theme", "[Icon Theme]\n");
  const PictureList list = listed(folder.path(), FolderLabels::kFolder);
  EXPECT_THAT(names_of(list), ElementsAre("cat/1.png"));
  EXPECT_THAT(left_out(list), ElementsAre("index.theme: is a text file; expected JPEG, PNG, WebP, "
                                          "BMP, PNM or TIFF"));
  EXPECT_THAT(names_of(listed(folder.path())), ElementsAre("cat/1.png", "index.theme"));
}

TEST(FolderList, NothingToListIsAnErrorThatSaysWhy) {
  const TemporaryFolder folder;
  const std::string name = folder.path().string();
  const std::string none = name + ": holds no file, expected pictures in it or in folders below";
  EXPECT_EQ(message_of([&] { listed(folder.path()); }), none);
  fs::create_directories(folder.path() / "a/b");
  EXPECT_EQ(message_of([&] { listed(folder.path()); }), none);
  folder.write(".hidden", "");
  fs::create_symlink("gone", folder.path() / "a/link");
  EXPECT_EQ(message_of([&] { listed(folder.path()); }),
            none +
                "; 1 hidden name was left out; 1 name could not be looked at, the first: a/link is "
                "a link to \"gone\", which is not there");
  EXPECT_EQ(message_of([&] { listed(folder.path() / "none"); }),
            name + "/none: cannot read: No such file or directory");
  EXPECT_EQ(message_of([&] { listed(folder.write("file.png", "")); }),
            name + "/file.png: is no folder, expected a folder of pictures");
}

TEST(FolderList, ReportsHowManyItFoundAndStopsWhereThatThrows) {
  const TemporaryFolder folder;
  for (int i = 0; i < 2100; ++i) folder.write(std::to_string(i), "");
  std::vector<std::int64_t> counts;
  list_folder(folder.path(), FolderLabels::kNone,
              [&](std::int64_t files) { counts.push_back(files); });
  EXPECT_THAT(counts, ElementsAre(0, 1000, 2000));
  const auto stop = [](std::int64_t) { throw std::runtime_error("stop"); };
  EXPECT_THROW(list_folder(folder.path(), FolderLabels::kNone, stop), std::runtime_error);
}

}  // namespace
}  // namespace codegrid
